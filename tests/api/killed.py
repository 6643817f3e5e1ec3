"""An act of backups in a process of its own, which says when it begins and is killed in the midst of it."""

from pathlib import Path

from api.acts.backups import back_up, restore
from api.db import Database
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings


def do(act: str, file: str, begun: str, ended: str) -> None:
    """Do one act once on the stores that the environment names, with a file made before and after it."""
    settings = load_settings(None)
    stores = Database(settings.database_url), KeyStore(settings.keys)
    caller = Caller(Service(settings, *stores), Viewer("os:child", Role.operator))
    Path(begun).touch()
    if act == "backup":
        back_up(caller, Path(file), over=True)
    else:
        restore(caller, Path(file), over=True)
    Path(ended).touch()
