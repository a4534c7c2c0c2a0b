"""A table in a Word file, its first row a head that is read out as one and printed on every page."""

from collections.abc import Sequence

from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.table import Table

__all__ = ["add_table"]


def add_table(
    file: WordFile, head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool] = ()
) -> Table:
    """Add a table; `right` says which columns are set to the right."""
    table = file.add_table(rows=len(rows) + 1, cols=len(head), style="Table Grid")
    for tr, words in zip(table._tbl.tr_lst, [head, *rows], strict=True):
        for cell, word, is_number in zip(tr.tc_lst, words, right or [False] * len(head), strict=True):
            line = cell.p_lst[0]
            line.add_r().text = word
            if is_number:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _repeat_head(table)
    return table


def _repeat_head(table: Table) -> None:
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in first.cells:
        for run in cell.paragraphs[0].runs:
            run.bold, run.font.size = True, Pt(9)
