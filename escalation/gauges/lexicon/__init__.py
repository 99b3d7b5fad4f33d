"""Words that colour a message, by what they say of its mood; one file a language."""
