//! Tables as CSV, for spreadsheets: quoted as RFC 4180 has it, and without a cell that a spreadsheet would run.

use crate::table::begins_formula;

/// A table with a head. Lines end as RFC 4180 wants it.
pub(in crate::render) fn csv<R: AsRef<[String]>>(head: &[&str], rows: impl IntoIterator<Item = R>) -> String {
    let mut text = String::new();
    line(head.iter().copied(), &mut text);
    for row in rows {
        line(row.as_ref().iter().map(String::as_str), &mut text);
    }
    text
}

fn line<'c>(cells: impl Iterator<Item = &'c str>, text: &mut String) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            text.push(',');
        }
        let guard = if begins_formula(cell) { "'" } else { "" };
        if guard.is_empty() && !cell.contains(['"', ',', '\n', '\r']) {
            text.push_str(cell);
        } else {
            text.push('"');
            text.push_str(guard);
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_run_nothing() {
        let rows = [["12.10".to_owned(), "a, \"b\"\nc".to_owned()], ["=cmd".to_owned(), String::new()]];
        assert_eq!(csv(&["id", "text"], rows), "id,text\r\n12.10,\"a, \"\"b\"\"\nc\"\r\n\"'=cmd\",\r\n");
    }
}
