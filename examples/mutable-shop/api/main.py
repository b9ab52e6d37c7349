import os

import psycopg
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.get("/orders")
def orders():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        return connection.execute("select id, total from orders").fetchall()


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8000)
