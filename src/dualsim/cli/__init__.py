"""The command `dualsim`: the app, shared options, manners on a terminal; its commands stand in `commands`."""
