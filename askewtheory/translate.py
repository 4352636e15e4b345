"""Translate the functions of ``kernel.py`` into Coq definitions over the reals and JavaScript.

The kernel uses comparison, arithmetic, ``if``, loops over an index and calls, and nothing else; so
its syntax tree says everything, and whatever lies outside is refused, never guessed.

Three types occur. What ``kernel.py`` annotates with ``int`` is a count (an index, a kind, a rule, a
branch), what it subscripts or measures with ``len`` is a list of numbers, and the rest are numbers.

Coq: numbers are reals and counts natural numbers, whose subtraction stops at 0; the kernel
subtracts 1 from an index only behind a test that it is not 0. A loop becomes a function by
recursion on its number of rounds, at most ``len(list) - index``: the ``while`` must test
``index < len(list)`` first and end its body with ``index += 1``.

JavaScript: ``kernel(field)`` returns the functions for one field of numbers, ``numbers`` below or
exact fractions, since JavaScript's operators cannot be told how to add fractions. Other modules in
the kernel's style, such as the formulas of losses, can be read after it, see :func:`read`.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from types import ModuleType

from askewtheory import kernel

REAL, COUNT, LIST = "R", "nat", "list R"

NUMBERS = """const numbers = {
  of: (n) => n,
  add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b,
  neg: (a) => -a, abs: Math.abs,
  eq: (a, b) => a === b, lt: (a, b) => a < b, le: (a, b) => a <= b,
};
"""
"""The field of JavaScript's own numbers, for :func:`javascript`."""


@dataclass(frozen=True)
class Function:
    """One function of the kernel: its name, typed parameters, type of its value, and body."""

    name: str
    parameters: dict[str, str]
    returns: str
    body: list[ast.stmt]


@dataclass(frozen=True)
class Source:
    """A module's integer constants and functions, in the order of the file."""

    constants: dict[str, int]
    functions: dict[str, Function]


def read(
    module: ModuleType = kernel, only: Collection[str] | None = None, after: Source | None = None
) -> Source:
    """Return the constants and the functions of ``module`` that a translation needs.

    Parameters
    ----------
    module
        Written in the kernel's style.
    only
        The names of the functions that are wanted; all of them by default.
    after
        What was read before, which ``module`` calls; the result has its functions too.
    """
    constants = dict(after.constants) if after else {}
    functions = dict(after.functions) if after else {}
    statements = ast.parse(inspect.getsource(module)).body
    for node in statements:
        if isinstance(node, ast.FunctionDef):
            if only is None or node.name in only:
                functions[node.name] = _function(node, functions)
        elif isinstance(node, ast.Assign) and _are_counts(node.value):
            (names,), values = node.targets, ast.literal_eval(node.value)
            assert isinstance(names, ast.Tuple)
            constants |= {ast.unparse(n): v for n, v in zip(names.elts, values, strict=True)}
    given = [(name, node) for node in statements for name in _names(node)]
    for place, (name, node) in enumerate(given):
        if name in {**constants, **functions} and name in dict(given[:place]):
            raise _refuse(node)  # the last meaning would count, and it may be none that is read
    return Source(constants, functions)


def _names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a module gives a meaning."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        elif isinstance(inner, ast.alias):
            yield inner.asname or inner.name


def _are_counts(node: ast.expr) -> bool:
    return isinstance(node, ast.Tuple) and all(
        isinstance(e, ast.Constant) and isinstance(e.value, int) for e in node.elts
    )


def _function(node: ast.FunctionDef, earlier: dict[str, Function]) -> Function:
    lists = set(_lists(node, earlier))
    parameters = {}
    for argument in node.args.args:
        annotation = ast.unparse(argument.annotation) if argument.annotation else "Any"
        parameters[argument.arg] = (
            LIST if argument.arg in lists else COUNT if annotation == "int" else REAL
        )
    head = node.args
    if node.decorator_list or head.vararg or head.kwarg or head.kwonlyargs or head.posonlyargs:
        raise _refuse(node)
    returns = COUNT if node.returns and ast.unparse(node.returns) == "int" else REAL
    body = node.body if ast.get_docstring(node) is None else node.body[1:]
    return Function(node.name, parameters, returns, body)


def _lists(node: ast.FunctionDef, earlier: dict[str, Function]) -> Iterator[str]:
    """Yield the names that ``node`` subscripts, measures, or passes on as a list."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Subscript):
            yield ast.unparse(inner.value)
        elif isinstance(inner, ast.Call):
            name = ast.unparse(inner.func)
            types = [LIST] if name == "len" else []
            if name in earlier:
                types = list(earlier[name].parameters.values())
            for argument, kind in zip(inner.args, types, strict=False):
                if kind == LIST:
                    yield ast.unparse(argument)


def _refuse(node: ast.AST) -> NotImplementedError:
    line = getattr(node, "lineno", "?")
    return NotImplementedError(f"kernel.py, line {line}: cannot translate {ast.unparse(node)!r}")


class _Typed:
    """What both translations share: the type of an expression, given those of the names."""

    def __init__(self, source: Source, function: Function) -> None:
        self.source, self.function = source, function
        self.types = dict.fromkeys(source.constants, COUNT) | function.parameters

    def type_of(self, node: ast.expr) -> str | None:
        """Return the type of ``node``, None for an integer that may be a number or a count."""
        match node:
            case ast.Name(id=name):
                return self.types[name]
            case ast.Constant(value=int()):
                return None
            case ast.UnaryOp(operand=inner):
                return self.type_of(inner)
            case ast.BinOp(left=a, right=b) | ast.IfExp(body=a, orelse=b):
                return self.type_of(a) or self.type_of(b)
            case ast.Subscript():
                return REAL
            case ast.Call(func=ast.Name(id="len")):
                return COUNT
            case ast.Call(func=ast.Name(id="abs")):
                return REAL
            case ast.Call(func=ast.Name(id=name)) if name in self.source.functions:
                return self.source.functions[name].returns
        raise _refuse(node)

    def arguments(self, node: ast.Call, emit: Callable[[ast.expr, str], str]) -> list[str]:
        function = self.source.functions[ast.unparse(node.func)]
        types = list(function.parameters.values())
        if node.keywords or len(types) != len(node.args):
            raise _refuse(node)
        return [emit(argument, kind) for argument, kind in zip(node.args, types, strict=True)]


def _counter(node: ast.While | ast.For) -> tuple[str, ast.expr]:
    """Return the counter of a loop and the expression that it stays below."""
    if isinstance(node, ast.For):
        if isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range":
            (bound,) = node.iter.args
            return ast.unparse(node.target), bound
        raise _refuse(node)
    first = node.test.values[0] if isinstance(node.test, ast.BoolOp) else node.test
    match first, node.body[-1]:
        case (
            ast.Compare(left=ast.Name(id=name), ops=[ast.Lt()], comparators=[bound]),
            ast.AugAssign(target=ast.Name(id=same), op=ast.Add(), value=ast.Constant(value=1)),
        ) if name == same and ast.unparse(bound).startswith("len("):
            return name, bound
    raise _refuse(node)


_COUNTING = {ast.Add: "+", ast.Sub: "-"}
_OPERATORS = {COUNT: _COUNTING, REAL: {**_COUNTING, ast.Mult: "*", ast.Div: "/"}, LIST: {}}
_COQ_ORDER = {
    ast.Lt: ("{c}lt_dec", False),
    ast.LtE: ("{c}le_dec", False),
    ast.Gt: ("{c}lt_dec", True),
    ast.GtE: ("{c}le_dec", True),
}


class _Coq(_Typed):
    """One function as Coq definitions: a recursive one for each loop, then the function."""

    def __init__(self, source: Source, function: Function) -> None:
        super().__init__(source, function)
        self.loops: list[str] = []

    def definition(self) -> str:
        body = self.block(self.function.body, "  ", None)
        head = self.head("Definition", self.function.name, self.function.parameters)
        return "".join(self.loops) + f"{head}\n  {body}.\n"

    def head(self, word: str, name: str, parameters: dict[str, str]) -> str:
        typed = " ".join(f"({n} : {kind})" for n, kind in parameters.items())
        return f"{word} {name} {typed} : {self.function.returns} :="

    def expression(self, node: ast.expr, want: str | None = None) -> str:
        kind = self.type_of(node) or want or REAL
        match node:
            case ast.Name(id=name):
                return name
            case ast.Constant(value=value):
                return f"{value}%nat" if kind == COUNT else str(value)
            case ast.UnaryOp(op=ast.USub(), operand=inner) if kind == REAL:
                return f"(- {self.expression(inner, kind)})"
            case ast.BinOp(left=a, op=op, right=b) if type(op) in _OPERATORS[kind]:
                left, right = self.expression(a, kind), self.expression(b, kind)
                return f"({left} {_OPERATORS[kind][type(op)]} {right})" + "%nat" * (kind == COUNT)
            case ast.Subscript(value=of, slice=index):
                return f"(nth {self.expression(index, COUNT)} {self.expression(of)} 0)"
            case ast.Call(func=ast.Name(id="len"), args=[of]):
                return f"(length {self.expression(of)})"
            case ast.Call(func=ast.Name(id="abs"), args=[of]):
                return f"(Rabs {self.expression(of)})"
            case ast.Call(func=ast.Name(id=name)):
                return f"({name} {' '.join(self.arguments(node, self.expression))})"
            case ast.IfExp(test=test, body=a, orelse=b):
                return self.choice(test, self.expression(a, want), self.expression(b, want), " ")
        raise _refuse(node)

    def choice(self, test: ast.expr, yes: str, no: str, glue: str) -> str:
        """Return ``if test then yes else no``; a conjunction tests its parts in turn."""
        match test:
            case ast.BoolOp(op=ast.And(), values=[first, *others]):
                rest = others[0] if len(others) == 1 else ast.BoolOp(ast.And(), others)
                return self.choice(first, self.choice(rest, yes, no, " "), no, glue)
            case ast.BoolOp(op=ast.Or(), values=[first, *others]):
                rest = others[0] if len(others) == 1 else ast.BoolOp(ast.Or(), others)
                return self.choice(first, yes, self.choice(rest, yes, no, " "), glue)
            case ast.Compare(left=a, ops=[op], comparators=[b]):
                kind = self.type_of(a) or self.type_of(b) or REAL
                left, right = self.expression(a, kind), self.expression(b, kind)
                if isinstance(op, ast.Eq):
                    name = "Req_EM_T" if kind == REAL else "Nat.eq_dec"
                elif type(op) in _COQ_ORDER:
                    pattern, swap = _COQ_ORDER[type(op)]
                    name = pattern.format(c="R" if kind == REAL else "")
                    left, right = (right, left) if swap else (left, right)
                else:
                    raise _refuse(test)
                return f"(if {name} {left} {right} then {yes}{glue}else {no})"
        raise _refuse(test)

    def block(self, body: list[ast.stmt], pad: str, again: Callable[[], str] | None) -> str:
        """Return the value of the statements; ``again`` is what comes after the last of them."""
        if not body:
            if again is None:
                raise NotImplementedError(f"{self.function.name} may end without a value")
            return again()
        node, rest = body[0], body[1:]
        deeper = pad + "  "
        match node:
            case ast.Return(value=ast.expr() as value):
                return self.expression(value, self.function.returns)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.types[name] = self.type_of(value) or COUNT
                text = self.expression(value, self.types[name])
                return f"let {name} := {text} in\n{pad}{self.block(rest, pad, again)}"
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                sum_ = ast.BinOp(ast.Name(name), op, value)
                text = self.expression(sum_, self.types[name])
                return f"let {name} := {text} in\n{pad}{self.block(rest, pad, again)}"
            case ast.If(test=test, body=yes, orelse=no):
                outcomes = [self.block([*part, *rest], deeper, again) for part in (yes, no)]
                return self.choice(test, outcomes[0], outcomes[1], "\n" + pad)
            case ast.While() | ast.For():
                return self.loop(node, rest, again)
        raise _refuse(node)

    def loop(
        self, node: ast.While | ast.For, rest: list[ast.stmt], again: Callable[[], str] | None
    ) -> str:
        counter, bound = _counter(node)
        start = f"{counter}" if isinstance(node, ast.While) else "0%nat"
        self.types[counter] = COUNT
        names = {n: k for n, k in self.types.items() if n not in self.source.constants}
        name = f"{self.function.name}_loop"
        passed = [n for n in names if n != counter]

        def call(rounds: str, value: str) -> str:
            return f"({name} {rounds} {' '.join([*passed, value])})"

        step = counter if isinstance(node, ast.While) else f"(S {counter})"
        after = self.block(rest, "      ", again)
        once = self.block(node.body, "      ", lambda: call("rounds", step))
        if isinstance(node, ast.While):
            once = self.choice(node.test, once, after, "\n      ")
        typed = {"rounds": COUNT} | {n: names[n] for n in passed} | {counter: COUNT}
        self.loops.append(
            f"{self.head('Fixpoint', name, typed)}\n  match rounds with\n"
            f"  | O => {after}\n  | S rounds =>\n      {once}\n  end.\n"
        )
        limit = self.expression(bound, COUNT)
        return call(f"({limit} - {start})%nat" if start == counter else limit, start)


def coq(source: Source | None = None) -> str:
    """Return Coq definitions of the kernel's constants and functions over the reals."""
    source = source or read()
    constants = [f"Definition {n} : nat := {v}%nat.\n" for n, v in source.constants.items()]
    functions = [_Coq(source, f).definition() for f in source.functions.values()]
    return (
        "(* Translated from kernel.py (askewtheory.translate): the update of one coordinate. *)\n"
        "From Coq Require Import Reals List Arith.\nOpen Scope R_scope.\n\n"
        + "".join(constants)
        + "\n"
        + "\n".join(functions)
    )


_FIELD = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
_FIELD_ORDER = {ast.Eq: "eq", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "lt", ast.GtE: "le"}
_ORDER = {ast.Eq: "===", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


class _JavaScript(_Typed):
    """One function as JavaScript, its numbers handled by ``field``."""

    def definition(self) -> str:
        names = ", ".join(self.function.parameters)
        lines = "".join(self.statement(node, "    ") for node in self.function.body)
        return f"  function {self.function.name}({names}) {{\n{lines}  }}\n"

    def expression(self, node: ast.expr, want: str | None = None) -> str:
        kind = self.type_of(node) or want or REAL
        match node:
            case ast.Name(id=name):
                return name
            case ast.Constant(value=value):
                return str(value) if kind == COUNT else f"field.of({value})"
            case ast.UnaryOp(op=ast.USub(), operand=inner) if kind == REAL:
                return f"field.neg({self.expression(inner, kind)})"
            case ast.BinOp(left=a, op=op, right=b) if type(op) in _OPERATORS[kind]:
                left, right = self.expression(a, kind), self.expression(b, kind)
                if kind == REAL:
                    return f"field.{_FIELD[type(op)]}({left}, {right})"
                return f"({left} {_COUNTING[type(op)]} {right})"
            case ast.Subscript(value=of, slice=index):
                return f"{self.expression(of)}[{self.expression(index, COUNT)}]"
            case ast.Call(func=ast.Name(id="len"), args=[of]):
                return f"{self.expression(of)}.length"
            case ast.Call(func=ast.Name(id="abs"), args=[of]):
                return f"field.abs({self.expression(of)})"
            case ast.Call(func=ast.Name(id=name)):
                return f"{name}({', '.join(self.arguments(node, self.expression))})"
            case ast.IfExp(test=test, body=a, orelse=b):
                yes, no = self.expression(a, want), self.expression(b, want)
                return f"({self.test(test)} ? {yes} : {no})"
        raise _refuse(node)

    def test(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=op, values=values):
                sign = " && " if isinstance(op, ast.And) else " || "
                return "(" + sign.join(self.test(value) for value in values) + ")"
            case ast.Compare(left=a, ops=[op], comparators=[b]) if type(op) in _FIELD_ORDER:
                kind = self.type_of(a) or self.type_of(b) or REAL
                left, right = self.expression(a, kind), self.expression(b, kind)
                if kind == COUNT:
                    return f"{left} {_ORDER[type(op)]} {right}"
                if isinstance(op, ast.Gt | ast.GtE):
                    left, right = right, left
                return f"field.{_FIELD_ORDER[type(op)]}({left}, {right})"
        raise _refuse(node)

    def statement(self, node: ast.stmt, pad: str) -> str:
        def inner(body: list[ast.stmt]) -> str:
            return "".join(self.statement(each, pad + "  ") for each in body) + pad + "}"

        match node:
            case ast.Return(value=ast.expr() as value):
                return f"{pad}return {self.expression(value, self.function.returns)};\n"
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                word = "" if name in self.types else "let "
                self.types[name] = self.type_of(value) or COUNT
                return f"{pad}{word}{name} = {self.expression(value, self.types[name])};\n"
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                if self.types[name] != COUNT or not isinstance(node.op, ast.Add):
                    raise _refuse(node)
                return f"{pad}{name} += {self.expression(value, COUNT)};\n"
            case ast.If(test=test, body=yes, orelse=no):
                tail = f" else {{\n{inner(no)}" if no else ""
                return f"{pad}if ({self.test(test)}) {{\n{inner(yes)}{tail}\n"
            case ast.While(test=test, body=body):
                _counter(node)
                return f"{pad}while ({self.test(test)}) {{\n{inner(body)}\n"
            case ast.For(body=body):
                name, bound = _counter(node)
                self.types[name] = COUNT
                head = f"let {name} = 0; {name} < {self.expression(bound, COUNT)}; {name} += 1"
                return f"{pad}for ({head}) {{\n{inner(body)}\n"
        raise _refuse(node)


def javascript(source: Source | None = None) -> str:
    """Return JavaScript: the constants, ``numbers``, and ``kernel(field)`` with the functions."""
    source = source or read()
    constants = "".join(f"const {n} = {v};\n" for n, v in source.constants.items())
    functions = "".join(_JavaScript(source, f).definition() for f in source.functions.values())
    names = ", ".join(source.functions)
    return (
        "// Translated from kernel.py (askewtheory.translate): the update of one coordinate.\n"
        f"{constants}{NUMBERS}function kernel(field) {{\n{functions}  return {{ {names} }};\n}}\n"
    )
