//! Writes workbooks. Every cell is text: an id such as `1.10` is no number, and nothing is a formula.

use super::sheet::Sheet;

impl Sheet {
    /// As a workbook of one sheet, in the format `.xlsx`; nothing where the program was built without spreadsheets. Equal
    /// sheets give equal bytes. Rows and columns beyond the limits of the format are left out; the readers of tables have
    /// lower limits.
    pub fn xlsx(&self) -> Option<Vec<u8>> {
        #[cfg(feature = "spreadsheets")]
        return written::bytes(self).ok();
        #[cfg(not(feature = "spreadsheets"))]
        None
    }
}

#[cfg(feature = "spreadsheets")]
mod written {
    use std::borrow::Cow;

    use rust_xlsxwriter::{
        Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatUnderline, IgnoreError, Url, Workbook,
        Worksheet, XlsxError,
    };

    use super::Sheet;

    /// The format's own limits.
    const MAX_ROWS: usize = 1_048_575;
    const MAX_COLUMNS: usize = 16_384;
    const MAX_CELL: usize = 32_767;
    const MAX_NAME: usize = 31;
    /// A sheet has at most 65,530 links, and an address at most 2,079 characters.
    const MAX_LINKS: usize = 65_000;
    const MAX_ADDRESS: usize = 2_000;
    /// Columns are as wide as their longest line, between these numbers of characters.
    const WIDTHS: (usize, usize) = (8, 60);
    /// The day in the properties of every workbook, so that equal tables have equal bytes.
    const CREATED: (u16, u8, u8) = (2000, 1, 1);

    pub(super) fn bytes(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
        let (year, month, day) = CREATED;
        let mut workbook = Workbook::new();
        let created = ExcelDateTime::from_ymd(year, month, day)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        fill(workbook.add_worksheet(), sheet)?;
        workbook.save_to_buffer()
    }

    fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
        page.set_name(name(&sheet.name))?;
        let head = Format::new().set_bold();
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        let link = text.clone().set_font_color(Color::RGB(0x0005_63C1)).set_underline(FormatUnderline::Single);
        let columns = sheet.head.len().min(MAX_COLUMNS);
        for (column, label) in (0_u16..).zip(sheet.head.iter().take(columns)) {
            page.write_string_with_format(0, column, cut(label), &head)?;
            page.set_column_width(column, width(sheet, usize::from(column)))?;
            page.set_column_format(column, &text)?;
        }
        let mut links = 0;
        for (index, cells) in sheet.rows.iter().take(MAX_ROWS).enumerate() {
            let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
            for (column, cell) in (0_u16..).zip(cells.iter().take(columns)) {
                let own = sheet.links.get(index).filter(|_| column == 0).map_or(cell.as_str(), String::as_str);
                if is_address(own) && links < MAX_LINKS {
                    links += 1;
                    page.write_url_with_options(row, column, Url::new(own), cut(cell), "", Some(&link))?;
                } else {
                    page.write_string_with_format(row, column, cut(cell), &text)?;
                }
            }
        }
        let last_row = u32::try_from(sheet.rows.len().min(MAX_ROWS)).unwrap_or(0);
        if let Some(last_column) = columns.checked_sub(1).and_then(|column| u16::try_from(column).ok()) {
            page.autofilter(0, 0, last_row, last_column)?;
            page.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        }
        page.set_freeze_panes(1, 0)?;
        Ok(())
    }

    /// A name that the format allows.
    fn name(name: &str) -> String {
        let is_allowed = |letter: &char| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && *letter >= ' ';
        let name: String = name.chars().filter(is_allowed).take(MAX_NAME).collect();
        let name = name.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace());
        if name.is_empty() { "Table".to_owned() } else { name.to_owned() }
    }

    /// What a cell can hold of a text.
    fn cut(text: &str) -> Cow<'_, str> {
        // The format counts in UTF-16.
        if text.len() <= MAX_CELL || text.encode_utf16().count() <= MAX_CELL {
            return text.into();
        }
        let mut length = 1;
        let is_in = |letter: &char| {
            length += letter.len_utf16();
            length <= MAX_CELL
        };
        (text.chars().take_while(is_in).collect::<String>() + "…").into()
    }

    fn width(sheet: &Sheet, column: usize) -> f64 {
        let (least, most) = WIDTHS;
        let cells = sheet.rows.iter().filter_map(|row| row.get(column)).chain(sheet.head.get(column));
        let lines = cells.flat_map(|cell| cell.lines()).map(|line| line.chars().take(most).count());
        let widest = lines.max().unwrap_or_default();
        // Room for the button of the filter.
        u32::try_from((widest + 3).clamp(least, most)).map_or(0.0, f64::from)
    }

    /// Whether a text is an address that a spreadsheet opens in a browser.
    fn is_address(text: &str) -> bool {
        let is_web = text.starts_with("https://") || text.starts_with("http://");
        is_web && text.len() <= MAX_ADDRESS && !text.contains(char::is_whitespace)
    }
}
