//! A row of a Parquet file as a JSON object.

use parquet::record::{Field, Row};
use std::collections::HashMap;
use std::io::Write;

/// Writes the row, its columns under the names of `keys`.
pub(crate) fn write_row(row: &Row, keys: &HashMap<String, String>, out: &mut Vec<u8>) {
    object(row, Some(keys), out);
}

fn object(row: &Row, keys: Option<&HashMap<String, String>>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, (name, field)) in row.get_column_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let key = keys.and_then(|keys| keys.get(name));
        string(key.unwrap_or(name), out);
        out.push(b':');
        value(field, out);
    }
    out.push(b'}');
}

fn value(field: &Field, out: &mut Vec<u8>) {
    match field {
        Field::Str(text) => string(text, out),
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => string(text, out),
            // Bytes that are no text are a value of another kind, which is no value.
            Err(_) => out.extend_from_slice(b"null"),
        },
        Field::Group(row) => object(row, None, out),
        Field::ListInternal(list) => {
            out.push(b'[');
            for (index, element) in list.elements().iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                value(element, out);
            }
            out.push(b']');
        }
        Field::Null | Field::MapInternal(_) | Field::Bool(_) => out.extend_from_slice(b"null"),
        Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_) => {
            // Writing to a vector cannot fail.
            let _ = write!(out, "{field}");
        }
        // Dates and times as they are written out; other numbers are no field's value, but do no harm.
        other => string(&other.to_string(), out),
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    // Strings can always be written as JSON, and writing to a vector cannot fail.
    let _ = serde_json::to_writer(out, text);
}
