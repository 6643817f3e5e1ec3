"""What every page stands on: words, templates, sign-ins by cookie, forms. The pages themselves are ``api.pages``."""
