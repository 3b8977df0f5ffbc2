"""Sentences of an article that speak to whoever summarises it, a language model above all."""

from __future__ import annotations

import re

_MODEL = (
    r"(?:(?:large )?language models?|AI (?:models?|assistants?|systems?|tools?|agents?|bots?|readers?)|"
    r"(?:automated|automatic) (?:systems?|tools?|agents?|readers?|summari[sz]ers?)|assistants?|chat ?bots?|"
    r"AIs\b|LLMs?\b|ChatGPT|GPT-\d\S*|summari[sz]ers?|summari[sz]ation (?:models?|tools?|systems?))"
)
_OUTPUT = r"(?:summar(?:y|ies)|answers?|responses?|repl(?:y|ies)|outputs?|briefs?|tl;?dr|JSON|one-liners?|completion)"
_SAYING = (
    r"(?:write|output|print|say|state|respond|reply|answer|repeat|include|return|add|mention|begin|start|end|"
    r"conclude|report|claim|describe|rate|summari[sz]e|recommend|emphasi[sz]e|insert|append|tell)"
)
_POLITELY = r"^\W*(?:please |now |instead,? |simply |just |always |only |then |and |also )*"
_ORDERS = (
    # "Ignore all previous instructions": the bare verb, for "ignored earlier instructions" is news.
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b(?:instructions?|prompts?|guidelines)\b",
    r"\b(?:ignore|disregard|forget)\b[^.!?]{0,20}\b(?:everything|anything|all|what)\b[^.!?]{0,20}"
    r"\b(?:above|before|previous|prior|told)\b",
    r"\bsystem (?:prompt|message)s?\b",
    r"^\W*(?:\w+ ){0,3}instructions?\s*:",
    r"\binstructions? (?:to|for) (?:the |any |an? |all )?" + _MODEL,
    r"\b(?:you are|you're|act|pretend|behave) (?:now |to be |as (?:if you were )?)*(?:an? |the )?(?:\w+ ){0,2}"
    + _MODEL,
    r"\bas an? (?:AI|(?:large )?language model)\b",
    # "Note to AI models:", "Attention, assistants:", "Dear chatbot,"
    r"\b(?:note|notice|attention|message|reminder|memo)\b[^.!?:]{0,20}\b" + _MODEL,
    r"^\W*(?:dear |hey |hello |hi )?" + _MODEL + r"\s*[:,]",
    # "The summary must say ...", "your answer should include ..."
    r"\b(?:the|your|any|every|this|all)\s+(?:\w+\s+){0,2}" + _OUTPUT + r"\s+(?:of this (?:\w+ ){0,2})?"
    r"(?:must|should|shall|needs? to|has to|have to|is to|are to)\s+(?:only |not |always |also )?"
    r"(?:be|say|state|contain|include|read|mention|begin|start|end|conclude|recommend|describe|call|use)\b",
    # "When summarising this article, write ...", "in your summary, say ..."
    r"\b(?:when|while|if|in|before)\s+(?:you\s+|your\s+|asked to\s+|the\s+)?(?:summari[sz]\w*|"
    + _OUTPUT
    + r")\b[^.!?]{0,60}\b"
    + _SAYING
    + r"\b",
    _POLITELY
    + _SAYING
    + r"\b[^.!?]{0,40}\b(?:"
    + _OUTPUT
    + r"|the following|exactly|instead|this (?:text|sentence)|these words)\b",
    _POLITELY + r"(?:write|output|print|respond|reply|answer|say|repeat)\b\s*(?:with\b|that\b|[\"“'‘:])",
    # "Write BUY ACME"
    _POLITELY + r"(?:write|output|print|respond|say|repeat)\s+(?-i:[A-Z]{2,})\b",
    r"^\W*(?:do not|don't|never) (?:" + _SAYING + r"|obey|follow|use|reveal)\b",
    r"<\|?/?(?:system|user|assistant|im_start|im_end|endoftext|inst)\b|\[/?INST\]|^\s*#{1,6}\s+\w",
    r"^\W*(?:system|assistant|user|developer)\s*:",
    r"[\"'](?:tldr|claims|sources)[\"']\s*:",
)
_ORDER = re.compile("|".join(_ORDERS), re.IGNORECASE)


def is_order(sentence: str) -> bool:
    """Whether a sentence tells its reader what to write, or speaks to a language model.

    A news sentence that is caught by mistake costs one sentence of the material; one that is missed still has
    to pass the check of every claim.
    """
    return _ORDER.search(sentence) is not None
