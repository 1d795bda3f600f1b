"""Tests that snippets.py sees what it is there to see."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import snippets

SOURCE = """// [one]
int one();
// [/one]
TEST(Suite, Name) {}
// [two]
int two();
// [/two]
"""
DOCUMENT = """`Suite.Name` proves it.
<!-- snippet tests/a_test.cpp one -->
```cpp
int one();
```
<!-- snippet tests/a_test.cpp two -->
```cpp
int two();
```
"""


class Snippets(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)
        (self.tree / "tests").mkdir()
        (self.tree / "docs").mkdir()
        (self.tree / "tests/a_test.cpp").write_text(SOURCE, encoding="utf-8")

    def faults(self, document: str) -> list[str]:
        return list(snippets.faults("x.md", document, self.tree))

    def test_a_right_document_has_no_fault(self) -> None:
        self.assertEqual(self.faults(DOCUMENT), [])

    def test_a_changed_example_is_seen_and_renewed(self) -> None:
        changed = DOCUMENT.replace("int one();", "long one();")
        self.assertIn("[one] differs", self.faults(changed)[0])
        self.assertEqual(snippets.renewed(changed, self.tree), DOCUMENT)

    def test_an_unknown_example_is_seen(self) -> None:
        self.assertIn(
            "no example [three]", self.faults(DOCUMENT.replace("cpp one", "cpp three"))[0]
        )

    def test_an_example_that_is_not_shown_is_seen(self) -> None:
        self.assertIn(
            "[two] of tests/a_test.cpp is not shown",
            self.faults(DOCUMENT[: DOCUMENT.rindex("<!--")])[0],
        )

    def test_an_unknown_test_is_seen(self) -> None:
        self.assertIn(
            "no test Suite.Other", self.faults(DOCUMENT.replace("Suite.Name", "Suite.Other"))[0]
        )

    def test_a_mark_without_a_block_is_seen(self) -> None:
        self.assertIn(
            "stands alone", self.faults(DOCUMENT + "<!-- snippet tests/a_test.cpp one -->\n")[0]
        )

    def test_main_tells_by_its_exit_code(self) -> None:
        (self.tree / "docs/x.md").write_text(DOCUMENT.replace("int", "long"), encoding="utf-8")
        self.assertEqual(snippets.main([str(self.tree)]), 1)
        self.assertEqual(snippets.main([str(self.tree), "--renew"]), 0)
        self.assertEqual(snippets.main([str(self.tree)]), 0)


if __name__ == "__main__":
    unittest.main()
