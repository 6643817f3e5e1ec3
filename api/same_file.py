"""Whether the file of a database is still the one that was opened."""

from pathlib import Path

from api.store_errors import DatabaseError

MOVED = (
    "Tệp cơ sở dữ liệu đã bị dời hoặc thay khi máy chủ đang chạy; hãy dừng máy chủ và tìm đúng tệp trước khi mở lại."
)


class SameFile:
    """Remembers which file stands at an address: open connections go on in one that was moved, new ones in another.

    Parameters
    ----------
    path : Path or None
        None where a server keeps the data.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.note()

    def _now(self) -> tuple[int, int] | None:
        try:
            told = self._path.stat() if self._path else None
        except OSError:
            return None
        return (told.st_dev, told.st_ino) if told else None

    def note(self) -> None:
        """Take the file that stands there now for the right one; nobody has another open."""
        self._noted = self._now()

    def check(self) -> None:
        """Go on only with the file that was noted.

        Raises
        ------
        DatabaseError
            If another stands there, or none: what is written would go astray.
        """
        if self._noted is not None and self._noted != self._now():
            raise DatabaseError(MOVED)
