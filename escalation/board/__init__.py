"""The board: how queues, people, waits and promises stand at this moment, and acting on them."""
