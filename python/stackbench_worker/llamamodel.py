"""A model of Llama's architecture without weights, and prompts for it, for engines that generate offline."""
import json
import os
import random

RESERVED_IDS = 3  #: padding, begin and end of text


def parameters(params):
    """Weights of the model: embedding and head of vocabulary x hidden, attention with grouped keys, a gated feed-forward net, norms."""
    hidden, heads = params.size("hidden"), params.size("heads")
    grouped = hidden // heads * params.size("kv_heads", heads)
    layer = 2 * hidden * hidden + 2 * hidden * grouped + 3 * hidden * params.size("intermediate") + 2 * hidden
    return params.size("layers") * layer + 2 * params.size("vocabulary") * hidden + hidden


def write_config(folder, params, torch_dtype, positions):
    """config.json of the model, in the form of Hugging Face. ``positions``: tokens of the longest sequence."""
    with open(os.path.join(folder, "config.json"), "w", encoding="ascii") as file:
        json.dump({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
            "hidden_size": params.size("hidden"), "intermediate_size": params.size("intermediate"), "num_hidden_layers": params.size("layers"),
            "num_attention_heads": params.size("heads"), "num_key_value_heads": params.size("kv_heads", params.size("heads")),
            "vocab_size": params.size("vocabulary"), "max_position_embeddings": positions,
            "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": False, "torch_dtype": torch_dtype,
            "bos_token_id": 1, "eos_token_id": 2,
        }, file)


def prompts(params, seed):
    """Lists of random ids, as many and as long as ``params`` say; equal for equal seeds."""
    numbers = random.Random(seed)
    return [[numbers.randrange(RESERVED_IDS, params.size("vocabulary")) for _ in range(params.size("input"))] for _ in range(params.size("prompts"))]


def strange(tokens, vocabulary):
    """How many of the generated tokens are outside the vocabulary; None where a model that computes nothing made them: all are the same."""
    if len(tokens) >= 16 and len(set(tokens)) == 1:
        return None
    return sum(not 0 <= token < vocabulary for token in tokens)
