"""What a scenario file may say that is a matter of its own: effects of events, kinds of body, regions."""
