"""Forms of the knowledge pages of the admin."""
