"""A real child process that says when it begins an act of backups, and is killed from outside in the midst of it.

``python -m tests.api.killed backup|restore DATABASE_URL KEYS FILE``
"""

import sys
from datetime import date
from pathlib import Path

from api.acts.backups import back_up, restore
from api.db import Database
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings


def main() -> None:
    """Do one act once, with a line before and after it."""
    act, url, keys, file = sys.argv[1:]
    settings = load_settings(None, database_url=url, keys=Path(keys), today=date(2026, 11, 23))
    caller = Caller(Service(settings, Database(url), KeyStore(settings.keys)), Viewer("os:child", Role.operator))
    print("begin", flush=True)
    if act == "backup":
        back_up(caller, Path(file), over=True)
    else:
        restore(caller, Path(file), over=True)
    print("end", flush=True)


if __name__ == "__main__":
    main()
