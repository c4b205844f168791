"""What a running vLLM says of itself, wherever its version keeps it; what it does not say is left out."""


def settings(llm):
    """Texts by name: ``attention`` (backends of the layers), ``compilation`` (mode or level) and ``graphs`` (of the device)."""
    compilation = getattr(getattr(llm.llm_engine, "vllm_config", None), "compilation_config", None)
    if compilation is None:
        return {}
    found = {"attention": _attention(compilation), "compilation": _compilation(compilation), "graphs": _graphs(compilation)}
    return {name: text for name, text in found.items() if text}


# Layers register themselves under their names: their classes have the backend, or a way to ask for it, by version.
def _attention(compilation):
    names = []
    for layer in (getattr(compilation, "static_forward_context", None) or {}).values():
        ask = getattr(layer, "get_attn_backend", None)
        backend = ask() if callable(ask) else getattr(layer, "attn_backend", None) or getattr(layer, "backend", None)
        name = getattr(backend, "get_name", None)
        name = name() if callable(name) else getattr(backend, "name", None)
        if isinstance(name, str) and name not in names:
            names.append(name)
    return "/".join(names)


def _compilation(compilation):
    mode = getattr(compilation, "mode", None)
    if mode is not None:
        return getattr(mode, "name", None) or str(mode)
    level = getattr(compilation, "level", None)
    return None if level is None else f"level {level}"


def _graphs(compilation):
    mode = getattr(compilation, "cudagraph_mode", None)
    if mode is not None:
        return getattr(mode, "name", None) or str(mode)
    used = getattr(compilation, "use_cudagraph", None)
    return None if used is None else "PIECEWISE" if used else "NONE"
