"""What holds for all tests."""

from hypothesis import settings

# A slow machine is no fault of the code's: benchmarks are commands of their own.
settings.register_profile("tresen", deadline=None)
settings.load_profile("tresen")
