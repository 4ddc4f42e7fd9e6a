//! The values of one column while they wait for their row group.

use crate::columns::{Cell, Column, Kind};
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::SerializedColumnWriter;
use parquet::schema::types::Type;
use std::sync::Arc;

/// Values, and for each row whether it has one.
pub(super) struct Waiting {
    values: Values,
    /// 1 for a row that has a value, 0 for one that has none; as long as there are rows.
    levels: Vec<i16>,
    optional: bool,
}

enum Values {
    /// All texts one after another, and where each ends.
    Text {
        bytes: Vec<u8>,
        ends: Vec<usize>,
    },
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Boolean(Vec<bool>),
}

/// The column in the file's schema.
pub(super) fn declare(column: &Column) -> Result<Arc<Type>> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
    };
    let repetition = if column.optional {
        Repetition::OPTIONAL
    } else {
        Repetition::REQUIRED
    };
    let declared = Type::primitive_type_builder(column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(declared))
}

impl Waiting {
    pub(super) fn new(column: &Column) -> Self {
        let values = match column.kind {
            Kind::Text => Values::Text {
                bytes: Vec::new(),
                ends: Vec::new(),
            },
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Real => Values::Real(Vec::new()),
            Kind::Boolean => Values::Boolean(Vec::new()),
        };
        Self {
            values,
            levels: Vec::new(),
            optional: column.optional,
        }
    }

    /// Takes a row's value, and gives the bytes of memory that it needs.
    pub(super) fn push(&mut self, cell: Cell<'_>) -> Result<usize> {
        if cell == Cell::Null {
            if !self.optional {
                return Err(ParquetError::General(
                    "a value that every row has is missing".into(),
                ));
            }
            self.levels.push(0);
            return Ok(size_of::<i16>());
        }
        let size = match (&mut self.values, cell) {
            (Values::Text { bytes, ends }, Cell::Text(text)) => {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
                text.len() + size_of::<usize>()
            }
            (Values::Integer(values), Cell::Integer(number)) => {
                values.push(number);
                size_of::<i64>()
            }
            (Values::Real(values), Cell::Real(number)) => {
                values.push(number);
                size_of::<f64>()
            }
            (Values::Boolean(values), Cell::Boolean(value)) => {
                values.push(value);
                size_of::<bool>()
            }
            _ => {
                return Err(ParquetError::General(
                    "a value is not of its column's type".into(),
                ));
            }
        };
        self.levels.push(1);
        Ok(size + size_of::<i16>())
    }

    /// Writes the values as this column of a row group, and is empty afterwards.
    pub(super) fn write(&mut self, mut writer: SerializedColumnWriter<'_>) -> Result<()> {
        let levels = self.optional.then_some(self.levels.as_slice());
        match &mut self.values {
            Values::Text { bytes, ends } => {
                // The texts of a row group share one buffer.
                let all = ByteArray::from(std::mem::take(bytes));
                let mut start = 0;
                let texts: Vec<ByteArray> = ends
                    .drain(..)
                    .map(|end| {
                        let text = all.slice(start, end - start);
                        start = end;
                        text
                    })
                    .collect();
                writer
                    .typed::<ByteArrayType>()
                    .write_batch(&texts, levels, None)?;
            }
            Values::Integer(values) => {
                writer.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Real(values) => {
                writer.typed::<DoubleType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Boolean(values) => {
                writer.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        writer.close()
    }
}
