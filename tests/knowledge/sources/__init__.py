"""Reading of websites and files, against a website of this machine."""
