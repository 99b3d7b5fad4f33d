"""System checks of the knowledge app: what is missing on this machine, said at start-up."""
