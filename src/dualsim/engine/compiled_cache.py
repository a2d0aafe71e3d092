"""Compiled code on disk, with a checksum: what is damaged there, or cannot be kept, stops no run."""

from __future__ import annotations

import hashlib
import pickle
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import FunctionCache, IndexDataCacheFile

from dualsim.theory import random_streams

SIZE = hashlib.sha256().digest_size

_kept: list[KeptCode] = []  # in this process
_watching: list[Callable[[int, int], None]] = []


class _Files(IndexDataCacheFile):
    """Numba's files, each piece of code with a checksum behind it: changed code may do anything.

    Code has a name of its own and is there before the index names it: were it the name of older code, as with
    Numba's numbers, another process could find it in the index and run what stood there before.
    """

    def save(self, key: Any, data: Any) -> None:
        """Keep code under a key."""
        base = self._index_name.removesuffix("nbi")
        name = f"{base}{uuid.uuid4().hex[:16]}.nbc"
        self._save_data(name, data)
        overloads = self._load_index()
        overloads[key] = name
        try:
            self._save_index(overloads)
        finally:
            self._drop_all_but({*self._load_index().values()}, base)

    def _drop_all_but(self, named: set[str], base: str) -> None:
        for file in Path(self._cache_path).iterdir():
            if file.name.startswith(base) and file.suffix == ".nbc" and file.name not in named:
                file.unlink(missing_ok=True)

    def _save_data(self, name: str, data: Any) -> None:
        content = self._dump(data)
        with self._open_for_write(self._data_path(name)) as file:
            file.write(content + hashlib.sha256(content).digest())

    def _load_data(self, name: str) -> Any:
        content = Path(self._data_path(name)).read_bytes()
        if hashlib.sha256(content[:-SIZE]).digest() != content[-SIZE:]:
            raise ValueError("its checksum is wrong")
        return pickle.loads(content[:-SIZE])


class KeptCode(FunctionCache):
    """Numba's cache of one function, which compiles anew what it cannot read."""

    is_new = False  # compiled in this process, and not found

    def __init__(self, function: Any) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        _kept.append(self)
        name, stamp = f"{self._impl.filename_base}.sha256", self._impl.locator.get_source_stamp()
        self._cache_file = _Files(cache_path=self._cache_path, filename_base=name, source_stamp=stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code that is kept, or None."""
        found = None
        try:
            found = super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # of any kind: a changed byte makes anything of a pickle
            _say(f"{self._cache_path}: compiled code that is kept here is damaged; it is compiled anew")
            Path(self._cache_file._index_path).unlink(missing_ok=True)
        if found is None:
            self.is_new = True
            for tell in _watching:
                tell(sum(one.is_new for one in _kept), len(_kept))
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep code, if there is room for it."""
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError as error:
            _say(f"{self._cache_path}: {error.strerror}; compiled code is not kept, each start takes longer")


@contextmanager
def watched(tell: Callable[[int, int], None]) -> Iterator[None]:
    """Tell of each function that has to be compiled meanwhile: the how-manieth it is, of how many."""
    _watching.append(tell)
    try:
        yield
    finally:
        _watching.remove(tell)


def _say(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=2)


def keep_code(function: Any) -> Any:
    """Give a compiled function its place on disk, if there is one for it."""
    try:
        function._cache = KeptCode(function.py_func)
    except (RuntimeError, OSError):  # neither beside the source nor at home may a file be written
        _say("no folder takes compiled code, so it is not kept; each start takes longer")
    return function


@cache
def leave_blas_for_later() -> None:
    """Let Numba import scipy.linalg when code asks for it, not before: it takes a sixth of a second.

    Numba looks whether BLAS is there as soon as it compiles or finds any code; ours asks for none, a rule of
    one's own may, and gets it then.
    """
    from numba.np import linalg

    look = linalg.ensure_blas
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath
    finally:
        linalg.ensure_blas = look
    vars(arraymath)["ensure_blas"] = look


@cache
def keep_code_of_theory() -> None:
    """Let the compiled functions of the theory be kept in the same way."""
    leave_blas_for_later()
    for function in vars(random_streams).values():
        if hasattr(function, "py_func") and function.py_func.__module__ == random_streams.__name__:
            keep_code(function)
