"""Every rule of a draft, and everything that is cleaned, in the languages of the newsroom: what a composer says. Pure.

``{limit}`` stands for the rule's number.
"""

from typing import Final

Sentences = dict[str, str]
"""By primary language: ``en``, ``ar``, ``es``."""


def _said(en: str, ar: str, es: str) -> Sentences:
    return {"en": en, "ar": ar, "es": es}


RULES: Final[dict[str, Sentences]] = {
    "required": _said("Needed.", "مطلوب.", "Hace falta."),
    "object": _said("Not in the form that is needed.", "ليس بالشكل المطلوب.", "No tiene la forma necesaria."),
    "string": _said("Must be text.", "يجب أن يكون نصًا.", "Debe ser texto."),
    "min-graphemes": _said("Needed.", "مطلوب.", "Hace falta."),
    "max-graphemes": _said(
        "At most {limit} characters.", "{limit} حرفًا على الأكثر.", "Como máximo {limit} caracteres."
    ),
    "max-code-points": _said(
        "Too many joined signs and marks: at most {limit} code points.",
        "رموز وعلامات مركبة كثيرة جدًا: {limit} وحدة ترميز على الأكثر.",
        "Demasiados signos y marcas unidos: como máximo {limit} puntos de código.",
    ),
    "max-cluster": _said(
        "One character is made of too many parts: at most {limit}.",
        "حرف واحد مركب من أجزاء كثيرة جدًا: {limit} على الأكثر.",
        "Un carácter está hecho de demasiadas partes: como máximo {limit}.",
    ),
    "combining-marks": _said(
        "Too many marks on one letter: at most {limit}.",
        "علامات كثيرة جدًا على حرف واحد: {limit} على الأكثر.",
        "Demasiadas marcas en una letra: como máximo {limit}.",
    ),
    "visible": _said("Nothing in it can be seen.", "لا شيء فيه يُرى.", "No contiene nada visible."),
    "control-character": _said(
        "Has control characters, such as a tab.",
        "فيه محارف تحكم، مثل علامة الجدولة.",
        "Contiene caracteres de control, como una tabulación.",
    ),
    "noncharacter": _said(
        "Has codes that are no characters.", "فيه رموز ليست محارف.", "Contiene códigos que no son caracteres."
    ),
    "private-use": _said(
        "Has a sign that only some fonts know.",
        "فيه رمز لا تعرفه إلا بعض الخطوط.",
        "Contiene un signo que solo conocen algunas fuentes.",
    ),
    "replacement-character": _said(
        "Has “�”: a character was lost on the way here.",
        "فيه «�»: ضاع حرف في الطريق إلى هنا.",
        "Contiene «�»: se perdió un carácter por el camino.",
    ),
    "lone-surrogate": _said("Has half a character.", "فيه نصف محرف.", "Contiene medio carácter."),
    "bidi-override": _said(
        "Has characters that turn text round.",
        "فيه محارف تقلب اتجاه النص.",
        "Contiene caracteres que dan la vuelta al texto.",
    ),
    "markup": _said(
        "Has markup, such as <b>: only plain text is shown.",
        "فيه وسوم مثل ‎<b>‎: يُعرض النص المجرد فقط.",
        "Contiene marcas como <b>: solo se muestra texto sin formato.",
    ),
    "one-of": _said("None of the choices.", "ليس من الخيارات.", "No es ninguna de las opciones."),
    "slug": _said(
        "Only small letters (a–z), digits and hyphens.",
        "حروف لاتينية صغيرة (a–z) وأرقام وواصلات فقط.",
        "Solo letras minúsculas (a–z), cifras y guiones.",
    ),
    "url": _said("This is no address.", "هذا ليس عنوانًا.", "Esto no es una dirección."),
    "https": _said("Must begin with https://", "يجب أن يبدأ بـ ‎https://‎", "Debe empezar por https://"),
    "credentials": _said(
        "No user names in addresses.", "لا أسماء مستخدمين في العناوين.", "Sin nombres de usuario en las direcciones."
    ),
    "max-characters": _said(
        "At most {limit} characters.", "{limit} حرفًا على الأكثر.", "Como máximo {limit} caracteres."
    ),
    "date-time": _said(
        "This is no time like 2027-01-31T18:00:00Z.",
        "هذا ليس وقتًا مثل ‎2027-01-31T18:00:00Z‎.",
        "Esto no es una hora como 2027-01-31T18:00:00Z.",
    ),
    "future": _said("Must be in the future.", "يجب أن يكون في المستقبل.", "Debe estar en el futuro."),
    "max-days": _said(
        "At most {limit} days ahead.", "بعد {limit} أيام على الأكثر.", "Como máximo dentro de {limit} días."
    ),
    "update-id": _said("This is no id of an update.", "هذا ليس معرّف خبر.", "Esto no es el id de una noticia."),
    "killed-update": _said(
        "Only a killed update of this edition can be replaced.",
        "لا يُستبدل إلا خبر أُلغي في هذه الطبعة.",
        "Solo se puede sustituir una noticia anulada de esta edición.",
    ),
    "unknown-field": _said("No such field.", "لا يوجد حقل كهذا.", "No existe ese campo."),
    "not-allowed": _said("The service writes this itself.", "الخدمة تكتبه بنفسها.", "Esto lo escribe el servicio."),
    "not-supported-yet": _said("Not supported yet.", "غير مدعوم بعد.", "Todavía no es posible."),
    "utf-8": _said("Is not UTF-8.", "ليس بترميز UTF-8.", "No es UTF-8."),
    "json": _said("Is not JSON.", "ليس JSON.", "No es JSON."),
    "too-deep": _said("Is nested too deeply.", "متداخل أكثر من اللازم.", "Está anidado en exceso."),
    "duplicate-name": _said("Says something twice.", "يقول شيئًا مرتين.", "Dice algo dos veces."),
}

CLEANED: Final[dict[str, Sentences]] = {
    "zero-width": _said("invisible characters", "محارف غير مرئية", "caracteres invisibles"),
    "soft-hyphen": _said("soft hyphens", "واصلات مخفية", "guiones opcionales"),
    "deprecated-format": _said("outdated format codes", "رموز تنسيق مهجورة", "códigos de formato obsoletos"),
    "annotation": _said("traces of notes and pictures", "آثار حواشٍ وصور", "restos de notas e imágenes"),
    "tag": _said("hidden tags", "وسوم مخفية", "etiquetas ocultas"),
    "variation-selector": _said("loose variation selectors", "محددات أشكال شاردة", "selectores de variación sueltos"),
    "presentation-form": _said("letters in fixed shapes", "حروف بأشكال ثابتة", "letras de forma fija"),
    "mathematical-letter": _said("mathematical letters", "حروف رياضية", "letras matemáticas"),
    "line-break": _said("line breaks", "فواصل أسطر", "saltos de línea"),
    "unbalanced-bidi": _said(
        "direction marks that were not closed", "علامات اتجاه لم تُغلق", "marcas de dirección sin cerrar"
    ),
    "bullet": _said("bullets", "نقاط تعداد", "viñetas"),
}
"""What was taken out, or put right, to be listed behind ``Cleaned:``."""
