"""Print the documentation's table of the contract."""

import warnings

from tests.optim.contract import table

warnings.simplefilter("ignore")
print(table())
