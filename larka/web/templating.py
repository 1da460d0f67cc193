"""Templates compiled once for each language: what is the same every time is worked out when a template is compiled (docs/adr/0074)."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from django.conf import settings
from django.template.backends.base import BaseEngine
from django.template.backends.jinja2 import Jinja2
from django.utils.translation import get_language, gettext, ngettext, override
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]  # what `escape` itself calls

# Macros that make the same of the same few numbers, words and days on page after page, and know of nothing else.
REMEMBERED = frozenset({"status_chips", "goal_chips", "part_chips"})
_PLAIN = frozenset({FunctionType, BuiltinFunctionType, MethodType})


class Templates(BaseEngine):
    """Django's backend for Jinja2, once for each language; the language in force decides which of them answers."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        options = params["OPTIONS"]
        super().__init__({key: value for key, value in params.items() if key != "OPTIONS"})
        self.engines = {code: Jinja2({**params, "OPTIONS": {**options, "language": code}}) for code, _name in settings.LANGUAGES}

    @property
    def _engine(self) -> Jinja2:
        return self.engines.get(get_language() or "", self.engines[settings.LANGUAGE_CODE])

    def get_template(self, template_name: str) -> Any:
        """A file, in the language in force."""
        return self._engine.get_template(template_name)

    def from_string(self, template_code: str) -> Any:
        """A text of one's own, in the language in force."""
        return self._engine.from_string(template_code)


class PageContext(Context):
    """Calls our macros and functions straight. Jinja asks of each, at each call, whether it wants to be told where it is called from."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """The same as Jinja's own, sooner."""
        kind = type(called)
        if kind is not Macro and (kind not in _PLAIN or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return self.call_macro(called, *args, **kwargs) if kind is Macro else called(*args, **kwargs)

    def call_macro(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Most calls name nothing, so that there is nothing to sort."""
        left_out = len(called.arguments) - len(args)
        if kwargs or left_out < 0 or called.caller or called.catch_kwargs or called.catch_varargs:
            return called(self.eval_ctx, *args, **kwargs)
        if called.name in REMEMBERED:
            return _remembered(called, args, left_out)
        return _piece(called, args, left_out)


def _piece(called: Any, args: tuple[Any, ...], left_out: int) -> Markup:
    given = called._func(*args, *[missing] * left_out)
    return given if type(given) is Markup else Markup(given)  # noqa: S704 – as Macro itself does with what a macro gives


# A language's own macros are objects of their own, so that each is remembered by itself.
_remembered = lru_cache(maxsize=4096)(_piece)


class PageCode(CodeGenerator):
    """Functions of ours that no template is asked about are called as Python calls them."""

    environment: "PageEnvironment"

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 – Jinja's signature
        """A call, of which nothing need be found out where it is one of these with nothing named."""
        named = node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller
        if named or not isinstance(node.node, nodes.Name) or node.node.name not in self.environment.plain:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for arg in node.args:
            self.visit(arg, frame)
            self.write(", ")
        self.write(")")


class PageEnvironment(Environment):
    """One language's templates. ``settled``: functions by the name that templates call them by, whose answer depends on nothing else;
    ``plain``: the names of these and of others that want to know nothing of the template."""

    context_class = PageContext
    code_generator_class = PageCode

    def __init__(self, *, language: str, settled: Mapping[str, Callable[..., Any]], plain: frozenset[str], **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)
        self.language, self.plain = language, plain | frozenset(settled)
        self.settled = {"_": said, "gettext": said, **settled}
        self.newstyle_gettext = True
        self.policies["ext.i18n.trimmed"] = True
        self.form_of = lru_cache(maxsize=1024)(ngettext)
        self.globals.update(self.settled, ngettext=self.counted)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Rows are dicts: what is asked of one is looked for there first, where Jinja tries and fails to find a method."""
        try:
            return obj[attribute] if type(obj) is dict else getattr(obj, attribute)
        except (AttributeError, KeyError):
            return super().getattr(obj, attribute)

    def counted(self, singular: str, plural: str, number: int, /, **values: object) -> Markup:
        """A text of ours about a number of things: a list says the same for many rows."""
        return Markup(self.form_of(singular, plural, number)) % {"num": number, **values}  # noqa: S704 – texts of ours

    def make_globals(self, d: Any) -> dict[str, Any]:
        """A dict where Jinja has a chain of them, slow to go through: nothing is added when templates are in use."""
        return {**self.globals, **(d or {})}

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        with override(self.language):
            settled = _Settling(self, source).visit(source)
        first, rest = super()._generate(settled, *args, **kwargs).split("\n", 1)
        return f"{first}; {_WRITTEN}\n{rest}"


def written(value: Any) -> str:
    """A value as it stands in a page: escaped unless it is markup. Pieces are put together to markup at the end, not each by itself."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return escaped(value) if kind is str else escape(value)


_WRITTEN = f"from {__name__} import {written.__name__} as escape"  # what Jinja calls for each value, and for nothing else


class _Settling(NodeTransformer):
    """Puts the answer where a template calls a settled function with constants. A name that the template gives itself is left alone."""

    def __init__(self, environment: PageEnvironment, template: nodes.Template) -> None:
        self.environment = environment
        self.settled = {name: function for name, function in environment.settled.items() if name not in _own_names(template)}

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 – Jinja's name
        """A call, or what it answers; what is filled into a text stays to be filled in."""
        self.generic_visit(node)
        function = self.settled.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        constants = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        if (
            function is None
            or len(constants) < len(node.args)
            or node.dyn_args
            or node.dyn_kwargs
            or (node.kwargs and function is not said)
        ):
            return node
        text = Markup(gettext(*constants)) if node.kwargs else function(*constants)  # noqa: S704 – texts of ours, as in said()
        at: Any = {"lineno": node.lineno, "environment": self.environment}
        answer = nodes.Const(text, **at)
        if not node.kwargs:
            return answer
        return nodes.Mod(answer, nodes.Dict([nodes.Pair(nodes.Const(kw.key, **at), kw.value, **at) for kw in node.kwargs], **at), **at)


def _own_names(template: nodes.Template) -> set[str]:
    """What a template sets, defines or imports."""
    own = {name.name for name in template.find_all(nodes.Name) if name.ctx != "load"}
    own |= {macro.name for macro in template.find_all(nodes.Macro)}
    imported = [name for given in template.find_all(nodes.FromImport) for name in given.names]
    return own | {name if isinstance(name, str) else name[1] for name in imported}


def said(text: str, /, **values: object) -> Markup:
    """A text of ours in the language in force, with what is filled into it escaped."""
    return Markup(gettext(text)) % values  # noqa: S704 – texts of ours
