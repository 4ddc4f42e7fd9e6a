# Loads the tables and graphs below the folder that is the first argument with pandas, PyArrow, DuckDB, NetworkX
# and RDFLib, and compares what they say with each other and with the jsonl that was written beside them. The
# second argument is the page that documents the RDF; its query is asked. Ends with an error where something
# cannot be loaded or differs.
import json
import sqlite3
import sys
from pathlib import Path

import duckdb
import networkx
import pandas
import pyarrow.parquet
import rdflib

FOLDER = Path(sys.argv[1])
LAYERS = ["sentences", "mentions", "entities", "relations", "events", "quotes", "propositions", "credits", "tokens"]


def same(what, one, other):
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other):
            same(what, left, right)
    elif one != other:
        sys.exit(f"{what}: {str(one)[:300]} is not {str(other)[:300]}")


def cell(value, boolean):
    """A value with None for what is unknown and whole numbers as such, however it was read. An empty text counts
    as unknown, since csv has no other way to write it."""
    if value is None or value is pandas.NA or value == "" or (isinstance(value, float) and value != value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    if boolean:
        return value in (True, 1, "true")
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


def cells(rows, schema):
    """Rows with comparable values."""
    booleans = [str(field.type) == "bool" for field in schema]
    return [[cell(value, boolean) for value, boolean in zip(row, booleans)] for row in rows]


def load(csv, parquet, sqlite, table):
    """One table by each way; gives it as pandas reads the csv."""
    # Some names are words for "unknown" to pandas: only an empty cell is meant to be that.
    frame = pandas.read_csv(csv, keep_default_na=False, na_values=[""], low_memory=False)
    arrow = pyarrow.parquet.read_table(parquet)
    same(f"{table}: columns of Parquet", arrow.column_names, list(frame.columns))
    text = {name for name in arrow.column_names if str(arrow.schema.field(name).type) == "string"}
    frame = pandas.read_csv(
        csv, keep_default_na=False, na_values=[""], low_memory=False, dtype={name: "string" for name in text}
    )
    rows = cells(frame.itertuples(index=False), arrow.schema)
    stored = (row.values() for row in arrow.to_pylist())
    same(f"{table}: rows of Parquet", cells(stored, arrow.schema), rows)
    with sqlite3.connect(sqlite) as database:
        stored = pandas.read_sql_query(f"SELECT * FROM {table} ORDER BY rowid", database)
        same(f"{table}: columns of SQLite", list(stored.columns), list(frame.columns))
        same(f"{table}: rows of SQLite", cells(stored.itertuples(index=False), arrow.schema), rows)
    for kind, path in (("csv", csv), ("parquet", parquet)):
        read = f"read_{kind}('{path}')" if kind == "parquet" else f"read_csv('{path}', header = true)"
        described = duckdb.sql(f"DESCRIBE SELECT * FROM {read}").fetchall()
        same(f"{table}: columns of DuckDB over {kind}", [row[0] for row in described], list(frame.columns))
        count = duckdb.sql(f"SELECT count(*) FROM {read}").fetchall()[0][0]
        same(f"{table}: rows of DuckDB over {kind}", count, len(rows))
    return frame


articles = [json.loads(line) for line in open(FOLDER / "articles.jsonl", encoding="utf-8")]
loaded = {}
for path in sorted((FOLDER / "csv").glob("*.csv")):
    table = path.stem
    loaded[table] = load(path, FOLDER / "parquet" / f"{table}.parquet", FOLDER / "articles.sqlite", table)
tokens = FOLDER / "tokens"
for table in ("tokens", "sentences"):
    loaded[table] = load(
        tokens / "csv" / f"{table}.csv",
        tokens / "parquet" / f"{table}.parquet",
        tokens / "articles.sqlite",
        table,
    )
same("articles", list(loaded["articles"]["id"]), [article["id"] for article in articles])
for layer in LAYERS:
    if any(layer in article for article in articles):
        same(f"rows of {layer}", len(loaded[layer]), sum(len(article.get(layer, [])) for article in articles))

# Offsets lead to the words, and keys to their rows, in SQL too.
parquet = FOLDER / "parquet"
wrong = duckdb.sql(
    f"""SELECT count(*) FROM '{parquet}/mentions.parquet' m JOIN '{parquet}/articles.parquet' a ON a.id = m.article_id
        WHERE substr(a.text, m.start::INT + 1, (m."end" - m.start)::INT) <> m.text"""
).fetchall()[0][0]
same("mentions that are not at their place", wrong, 0)
joined = duckdb.sql(
    f"""SELECT count(*) FROM '{parquet}/relations.parquet' r
        JOIN '{parquet}/mentions.parquet' m ON m.article_id = r.article_id AND m.index = r.subject
        WHERE m.text = r.subject_text"""
).fetchall()[0][0]
same("relations joined with their subjects", joined, len(loaded["relations"]))
with sqlite3.connect(FOLDER / "articles.sqlite") as database:
    same("integrity of SQLite", database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
    same("references of SQLite", database.execute("PRAGMA foreign_key_check").fetchall(), [])

facts = load(FOLDER / "facts.csv", FOLDER / "facts.parquet", FOLDER / "facts.sqlite", "facts")
lines = [json.loads(line) for line in open(FOLDER / "facts.jsonl", encoding="utf-8")]
same("merged facts", list(facts["subject_text"].fillna("")), [line["subject_text"] for line in lines])

graph = networkx.read_graphml(FOLDER / "graphml" / "graph.graphml", force_multigraph=True)
parts = [
    networkx.read_graphml(path, force_multigraph=True)
    for path in (FOLDER / "graphml").glob("*.graphml")
    if path.stem != "graph"
]
same("graphs", len(parts), len(articles))
same("edges", graph.number_of_edges(), sum(part.number_of_edges() for part in parts))
if graph.number_of_nodes() >= sum(part.number_of_nodes() for part in parts):
    sys.exit("no entity of two articles was joined")
triples = {}
for ending, form in (("nt", "nt"), ("ttl", "turtle"), ("jsonld", "json-ld")):
    triples[ending] = rdflib.Graph().parse(FOLDER / f"articles.{ending}", format=form)
    same(f"triples of .{ending}", set(triples[ending]) == set(triples["nt"]), True)
query = Path(sys.argv[2]).read_text(encoding="utf-8").split("```sparql\n")[1].split("```")[0]
held = sum(line["relation"] == "position_held" for article in articles for line in article["relations"])
same("offices that the documented query finds", len(set(triples["nt"].query(query))) > held // 2, True)

print(f"    {len(loaded) + 1} tables and {len(parts) + 1} graphs and {len(triples['nt'])} triples are what they should be")
