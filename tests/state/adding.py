"""Several stores over the same records count one number up together."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from mockserver.state import Store


def sum_of_all(stores: Sequence[Store], *, additions: int) -> int:
    """What a record has become once each store, in a thread of its own, has added one to it so many times."""

    def add(store: Store) -> None:
        for _ in range(additions):
            with store.exclusive():
                store.put("sums", "1", (store.get("sums", "1") or 0) + 1)

    threads = [threading.Thread(target=add, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found: int = stores[0].get("sums", "1") or 0
    return found
