"""What a page takes that carries a chat: ours, and those that others publish on npm."""
