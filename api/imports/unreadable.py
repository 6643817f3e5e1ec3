"""The one error of files that cannot be read, so that every guard can raise it."""

from typing import Literal, Self, TypeAlias

UnreadableCode: TypeAlias = Literal[
    "unknown_type", "empty", "encrypted", "corrupt", "too_large", "zip_bomb", "not_a_table", "other_list"
]


class UnreadableFile(Exception):
    """The file cannot be read as a list. Nothing was imported; show ``message`` and ask for the file again.

    Attributes
    ----------
    code : str
        One of ``unknown_type, empty, encrypted, corrupt, too_large, zip_bomb, not_a_table, other_list``.
    message : str
        One or two Vietnamese sentences: what is wrong and what to do. Holds nothing of the file's content.
    """

    def __init__(self, code: UnreadableCode, message: str) -> None:
        super().__init__(message)
        self.code: UnreadableCode = code
        self.message = message

    @classmethod
    def encrypted(cls) -> Self:
        """Refuse a file that asks for a password."""
        return cls("encrypted", "Tệp đang đặt mật khẩu. Anh/chị bỏ mật khẩu trong Excel rồi tải lên lần nữa.")

    @classmethod
    def corrupt(cls) -> Self:
        """Refuse a file that is cut off or damaged."""
        return cls("corrupt", "Tệp bị hỏng hoặc tải chưa hết. Anh/chị mở lại bằng Excel, lưu lại rồi tải lên lần nữa.")

    @classmethod
    def zip_bomb(cls) -> Self:
        """Refuse a file that would unfold to more than a list can hold."""
        return cls("zip_bomb", "Tệp nén quá mức bình thường nên không mở. Anh/chị chép bảng sang tệp Excel mới.")
