"""What can be wrong with a backup; every message is one Vietnamese sentence for whoever typed the command."""

import errno
from pathlib import Path
from typing import Final

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupError(RuntimeError):
    """A backup cannot be made, read or restored; nothing was changed."""


class BackupDamaged(BackupError):
    """A file was cut, altered, put together anew or is no backup. Use another one."""


class NotWhole(BackupError):
    """A backup could be restored on trial, and what it holds is not as it should be. Look with ``restore --verify``."""


class WrongKeys(BackupError):
    """A file was sealed with the keys of another key store. Point ``NOIVIEC_KEYS`` at the right one."""


def damaged() -> BackupDamaged:
    """Make the error for a file that does not open whole."""
    return BackupDamaged("Bản sao lưu đã hỏng, bị cắt hoặc bị sửa; chưa có gì được khôi phục, hãy dùng bản khác.")


def unwritable(path: Path, error: OSError) -> BackupError:
    """Make the error for a file that cannot be written, from what the system says."""
    if error.errno in _FULL:
        return BackupError(f"Ổ đĩa đã đầy nên chưa lưu được {path.name}; không có gì còn lại.")
    if error.errno == errno.EISDIR:
        return BackupError(f"{path} là một thư mục; hãy ghi cả tên tệp trong thư mục đó.")
    if error.errno == errno.ENOENT:
        return BackupError(f"Không có thư mục {path.parent}; hãy tạo thư mục đó trước, hoặc chọn nơi khác.")
    if error.errno == errno.ENOTDIR:
        return BackupError(f"{path.parent} không phải là thư mục; hãy chọn nơi khác.")
    return BackupError(f"Không ghi được tệp {path}: hãy xem quyền của thư mục và tệp.")


def unreadable(path: Path) -> BackupError:
    """Make the error for a file that is not there, or that may not be read."""
    return BackupError(f"Không đọc được tệp {path}.")
