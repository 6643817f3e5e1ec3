"""The pages, one file a noun; each is a shell over the acts that the API's routes call too.

To add a page:

1. **Act.** What the page reads or does is a function of ``api/acts`` that begins with ``caller.require(…)`` and
   writes to the trail; a new act gets its roles in ``api/policy.py``. Pages never ask tables.
2. **Route.** In ``api/pages/NOUN.py`` a ``router = APIRouter(include_in_schema=False)``; name the module in
   ``api.app.PAGES`` once. A page to look at takes ``visit: VisitDep`` and ends in
   ``return visit.page("NOUN/page.html", fact=…)``. Parameters of addresses are called ``person``, ``opening``,
   ``referral``, ``placement``, ``employer``; the policy's test wants a row in ``tests/api/pages/page_matrix.py``.
   Entries of the header and a role's first page: ``api/web/navigation.py``.
3. **Form.** Show ``form=visit.form(values)``; in the template ``{{ ui.frame(form) }}`` first, then ``ui.field``,
   ``ui.area``, ``ui.choices``, ``ui.selection``, ``ui.day_boxes`` (``macros.html``). The error summary, the title's
   "Lỗi:" and the focus come from ``base.html`` wherever a fact is called ``form``. A form that is sent is
   ``posted: PostedDep`` on the same address: work out ``errors`` (``api.web.forms.check``, ``read_day``); where
   ``errors or posted.again`` show the page once more with ``form=posted.form(errors)`` (``again``: the sign-in had
   ended, and what was typed is back; nothing is wrong with it yet); else ``return posted.once(lambda: …)`` with the
   act and the address it leads to. Sign-in, token, double sending and the back button are then seen to.
4. **Words.** ``api/locale/vi/NOUN.toml`` and ``en/NOUN.toml`` with the same keys: ``say("NOUN.key", fact=…)``. No
   word stands in a template, every key is used, both of which tests hold. Filters: ``day``, ``km``, ``vnd``,
   ``clock_time``, ``chance`` (``api/web/showing.py``).
5. **Look.** ``api/static/style.css`` has the parts: ``panel``, ``card`` in ``list``, ``note`` (good, care), ``tag``
   (good, care, bad, cool), ``table.cards`` with a caption and ``data-label``, ``dl.facts``, ``filters``, ``actions``
   with ``button`` (``second``), ``two-up``, ``details``; ``no-print`` and ``letter`` for paper. Add to it sparingly:
   it may have 12 KiB.
6. **Browser.** Every page that is registered is opened by ``tests/e2e/test_every_page.py`` for every role that may,
   and by ``make screenshots``; an address with a new parameter needs a sample in ``tests/e2e/registry.py``. Stories
   stand in ``tests/e2e/test_*.py`` (``browse(Role.…, width=320, script=False)``). Look at the pictures.

Addresses keep what was asked (``api.web.addresses.with_query``): a list's links carry ``?from=`` and the page they
lead to goes back there with :func:`api.web.addresses.inner_address`.
"""
