"""Loaded once by the fork server: everything that a command loads, so that a fork of it starts at once."""

import importlib

from api import app, cli
from api.commands import keys, lists, ranking, running
from api.imports.workbooks import open_workbook
from employers.reference.occupation_linker import product_linker
from matcher import market, model_store, rerank, train
from matcher.ranking import bulk, kernels

LOADED = (app, keys, lists, ranking, running, open_workbook, rerank, train, market, model_store, bulk, kernels)
product_linker().read("thợ hàn")
for _module, _, _ in cli.COMMANDS.values():
    if _module != "benchmark":
        importlib.import_module(f"api.commands.{_module}")
