"""What a run of the model has gone through, all its conversations together."""

from collections import Counter
from dataclasses import dataclass, field

from tests.model.world import World


@dataclass
class Tally:
    conversations: int = 0
    messages: int = 0
    frames: int = 0
    virtual_ms: int = 0
    struck: Counter[str] = field(default_factory=Counter)

    def add(self, world: World, began: int) -> None:
        self.conversations += 1
        self.messages += sum(len(truth.places) for truth in world.observer.truths.values())
        self.frames += world.network.frames
        self.virtual_ms += world.schedule.now - began
        self.struck += world.faults.struck
