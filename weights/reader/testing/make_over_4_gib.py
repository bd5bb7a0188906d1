"""The head and the tail of a file of more than 4 GiB that torch.save wrote, for torch_files_test, which puts the zeros between them.

python make_over_4_gib.py ../testdata        takes 9 GB of memory and 4.3 GB of the temporary folder for a moment
"""
import pathlib
import sys
import tempfile

import torch

ZEROS = 1075000000


def main(folder):
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "big.pt"
        torch.save({"a": torch.zeros(ZEROS), "b": torch.arange(5.), "c": torch.ones(3)}, path)
        with open(path, "rb") as file:
            # The data of "a" begin at a multiple of 64, behind a local header whose padding ends in Z.
            start = file.read(4096)
            head = start[:(start.index(b"data/0") // 64 + 1) * 64]
            while set(start[len(head):]) != {0}:
                head = start[:len(head) + 64]
            file.seek(len(head) + 4 * ZEROS)
            tail = file.read()
    (folder / "over_4_gib.head").write_bytes(head)
    (folder / "over_4_gib.tail").write_bytes(tail)


main(pathlib.Path(sys.argv[1]))
