"""The office's own sign-in (OpenID Connect Core 1.0): authorisation code with PKCE, and nothing of the application.

``addresses`` says which addresses a provider may have, ``asking`` sends one bounded request, ``id_token`` checks what
the provider says of somebody, ``provider`` knows its documents and keys.
"""
