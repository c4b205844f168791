"""A tokenizer in Hugging Face's files for models that have none: a word an id, so that text and ids are one the other."""
import json
import os

SPECIAL = ("<pad>", "<s>", "</s>")  #: ids 0 to 2, as the configuration of the model says


def write(folder, vocabulary):
    """tokenizer.json and tokenizer_config.json for ids 0 to ``vocabulary`` - 1."""
    words = {word: id for id, word in enumerate((*SPECIAL, *(f"w{id}" for id in range(len(SPECIAL), vocabulary))))}
    added = [{"id": id, "content": word, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
             for id, word in enumerate(SPECIAL)]
    _save(folder, "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": words, "unk_token": SPECIAL[0]}})
    pad, begin, end = SPECIAL
    _save(folder, "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "pad_token": pad, "unk_token": pad, "bos_token": begin, "eos_token": end,
        "model_max_length": 1 << 20, "clean_up_tokenization_spaces": False})


def _save(folder, name, document):
    with open(os.path.join(folder, name), "w", encoding="ascii") as file:
        json.dump(document, file)
