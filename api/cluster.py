"""Another computer's part in a night: shards go to a Dask cluster through joblib, and each comes back or is redone.

What leaves this process is told by :mod:`matcher.ranking.shards`: numbers only. Workers run the same product, installed
beside Dask; one that runs another edition is refused, since its lists could differ.
"""

import hashlib
import importlib.util
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matcher.ranking.coded_people import CodedPeople
    from matcher.ranking.kernel_arrays import Lists
    from matcher.ranking.shards import ShardRunner, Shared

_log = logging.getLogger(__name__)

SHARD_PEOPLE: Final = 4096
"""A second of work at 20,000 openings, and some 3 MB of lists to bring back."""
ROUNDS: Final = 3
"""Dask itself gives the shard of a dead worker to another; what is lost beyond that is sent out anew this often."""
PATIENCE: Final = 10.0
"""Seconds to find the cluster, and to wait for its first worker."""
_A_SHARD: Final = 600
"""Seconds after which a shard counts as lost: it takes one or two, and half a minute where a worker compiles first."""


class ClusterFailed(RuntimeError):
    """The cluster could not do the night; the message is one Vietnamese sentence. Nothing of it was published."""


def runner_of(compute: str) -> "ShardRunner | None":
    """Say where shards are ranked: None stands for this machine.

    Raises
    ------
    ClusterFailed
        If a cluster is named and Dask is not installed.
    """
    if compute == "local":
        return None
    if importlib.util.find_spec("distributed") is None:
        raise ClusterFailed('NOIVIEC_COMPUTE cần Dask: hãy cài "noiviec[dask]", hoặc đặt NOIVIEC_COMPUTE=local.')
    return DaskCluster(compute.removeprefix("dask://"))


def edition() -> str:
    """What decides the last bit of a list: the source of ranking, and the libraries that it computes with."""
    import numba
    import numpy

    digest = hashlib.sha256(f"{numpy.__version__} {numba.__version__}".encode())
    for path in sorted((Path(__file__).parents[1] / "matcher" / "ranking").glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Parcel:
    """One shard on its way. It travels with its task: joblib would lay what can be weakly referred to on one worker."""

    __slots__ = ("people",)

    def __init__(self, people: "CodedPeople") -> None:
        self.people = people


def _rank(shared: "Shared", parcel: _Parcel) -> "Lists":
    from matcher.ranking.shards import rank_shard

    return rank_shard(shared, parcel.people)


class DaskCluster:
    """Ranks shards on a Dask cluster.

    Parameters
    ----------
    address : str
        ``host:port`` of its scheduler.
    shard_people : int
        People of one shard.
    patience : float
        See :data:`PATIENCE`.
    """

    def __init__(self, address: str, shard_people: int = SHARD_PEOPLE, patience: float = PATIENCE) -> None:
        self.address, self.shard_people, self.patience = address, shard_people, patience

    def run(self, shared: "Shared", shards: Iterable["CodedPeople"]) -> Sequence["Lists"]:
        """Rank every shard; see :class:`~matcher.ranking.shards.ShardRunner`.

        Raises
        ------
        ClusterFailed
            If the cluster is not there, runs another edition, or does not bring every shard back.
        """
        with self._client() as client:
            self._check_edition(client)
            waiting = dict(enumerate(shards))
            found: dict[int, Lists] = {}
            for _ in range(ROUNDS):
                found.update(self._brought_back(client, shared, waiting))
                waiting = {place: shard for place, shard in waiting.items() if place not in found}
                if not waiting:
                    return [found[place] for place in sorted(found)]
        raise ClusterFailed(
            f"Cụm máy tính {self.address} làm mất {len(waiting)} phần việc sau {ROUNDS} lần thử; "
            "danh sách đang dùng vẫn giữ nguyên."
        )

    @contextmanager
    def _client(self) -> Iterator[Any]:
        import distributed

        connect: Any = distributed.Client  # its types are its own affair
        try:
            client = connect(f"tcp://{self.address}", timeout=self.patience, set_as_default=False)
        except (OSError, ValueError):  # a time-out is an OSError too
            raise ClusterFailed(
                f"Không kết nối được cụm máy tính {self.address}; danh sách đang dùng vẫn giữ nguyên, "
                "hãy xem NOIVIEC_COMPUTE và máy chủ Dask."
            ) from None
        with client:
            yield client

    def _check_edition(self, client: Any) -> None:
        try:
            client.wait_for_workers(1, timeout=self.patience)
            others = set(client.run(edition).values()) - {edition()}
        except TimeoutError:
            raise ClusterFailed(
                f"Cụm máy tính {self.address} chưa có máy nào làm việc; danh sách đang dùng vẫn giữ nguyên."
            ) from None
        except ImportError:
            others = {"none"}
        if others:
            raise ClusterFailed(
                f"Có máy trong cụm {self.address} chưa cài đúng bản Nối Việc này; hãy cài cùng bản trên mọi máy."
            )

    def _brought_back(
        self, client: Any, shared: "Shared", waiting: dict[int, "CodedPeople"]
    ) -> Iterator[tuple[int, "Lists"]]:
        """Send shards out and give those that come back, until one is lost."""
        from joblib import Parallel, delayed, parallel_config

        from matcher.ranking.kernel_arrays import Lists

        tasks = (delayed(_rank)(shared, _Parcel(shard)) for shard in waiting.values())
        try:
            with parallel_config("dask", client=client, scatter=[shared], wait_for_workers_timeout=self.patience):
                lists = Parallel(return_as="generator", batch_size=1, timeout=_A_SHARD)(tasks)
                for place, one in zip(waiting, lists, strict=True):
                    if not isinstance(one, Lists):
                        return
                    yield place, one
        except Exception as error:  # noqa: BLE001  # a cluster fails in many ways; what is missing is sent out anew
            _log.warning("a shard was lost: %s", type(error).__name__)
