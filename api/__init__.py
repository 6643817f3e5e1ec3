"""The application: web, command line, files, clock, settings, database and schedule."""
