# Reads every Parquet table below the folder that is the first argument with Apache Spark, counts and joins by SQL, and
# compares what comes out with the jsonl that was written beside them. Ends with an error where something cannot be
# read or differs.
import json
import sys
from collections import Counter
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, explode, from_json

FOLDER = Path(sys.argv[1])


def same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: Spark has {str(found)[:300]}, the articles have {str(wanted)[:300]}")


with open(FOLDER / "articles.jsonl", encoding="utf-8") as lines:
    articles = [json.loads(line) for line in lines]

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.memory", "1g")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

# Every table whole: each row is decoded, and there are as many as the articles say.
files = sorted((FOLDER / "parquet").glob("*.parquet")) + sorted((FOLDER / "tokens" / "parquet").glob("tokens.parquet"))
counts = {}
for file in files:
    table = spark.read.parquet(str(file))
    table.createOrReplaceTempView(file.stem)
    rows = table.collect()
    counts[file.stem] = len(rows)
    wanted = len(articles) if file.stem == "articles" else sum(len(it.get(file.stem, [])) for it in articles)
    same(f"rows of {file.stem}", len(rows), wanted)
    types = {field.dataType.simpleString() for field in table.schema.fields}
    if not types <= {"string", "bigint", "double", "boolean"}:
        sys.exit(f"{file.stem}: types {types}")
texts = {row["id"]: row["text"] for row in spark.sql("SELECT id, text FROM articles").collect()}
same("texts", texts, {it["id"]: it["text"] for it in articles})

# Who was quoted most, as the guide asks it of DuckDB: a join of two tables.
quoted = spark.sql(
    """SELECT n.name AS name, count(*) AS quotes
       FROM quotes q JOIN entities n ON n.article_id = q.article_id AND n.index = q.speaker_entity
       GROUP BY n.name ORDER BY quotes DESC, name"""
).collect()
wanted = Counter()
for article in articles:
    for quote in article["quotes"]:
        if quote["speaker_entity"] is not None:
            wanted[article["entities"][quote["speaker_entity"]]["name"]] += 1
same("who was quoted", {row["name"]: row["quotes"] for row in quoted}, dict(wanted))

# The join and the lists of the guide's section on Spark.
events, table = spark.table("events"), spark.table("articles")
codes = events.join(table, events.article_id == table.id).groupBy("code").count().collect()
wanted = Counter(event["code"] for article in articles for event in article["events"])
same("events by code", {row["code"]: row["count"] for row in codes}, dict(wanted))
sources = events.select(explode(from_json(col("source"), "array<bigint>")).alias("source")).count()
same("sources of events", sources, sum(len(event["source"]) for article in articles for event in article["events"]))

# Facts merged from many outputs.
facts = spark.read.parquet(str(FOLDER / "facts.parquet"))
with open(FOLDER / "facts.jsonl", encoding="utf-8") as lines:
    same("merged facts", facts.count(), sum(1 for _ in lines))

print(f"    Spark {spark.version}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
first = ", ".join(f"{row['name']} {row['quotes']}" for row in quoted[:3])
print(f"    quotes joined with entities: {first}; events joined with articles: {len(codes)} codes")
spark.stop()
