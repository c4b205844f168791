"""The training of all ranks in one process: a step's gradient is the mean of those of all ranks and micro-batches."""
from .decoder import data, decoder

TOLERANCE = {"fp32": 1e-5, "bf16": 2e-2}  #: of a loss near 1, over ten steps of Adam, which turns rounding of small gradients into whole steps
LOOK = 1  #: the step of a series at whose end gradients and model state are looked at
_LARGEST_FLOP = 3e11  # seconds on a few cores


def affordable(setup, most):
    """How many steps, up to so many, take seconds in double precision on a CPU. Counted are the products with weights, forward and backward."""
    tokens = setup["ranks"] * setup["accumulation"] * setup["batch"] * setup["tokens"]
    return min(int(_LARGEST_FLOP / (72.0 * tokens * setup["layers"] * setup["width"] ** 2)), most)


def steps(torch, setup, count):
    """Before each of so many steps the loss of rank 0, mean of its micro-batches, and the norm of the gradient."""
    state = torch.random.get_rng_state()
    try:
        torch.manual_seed(setup["seed"])
        model = decoder(torch, setup["width"], setup["layers"], setup["heads"]).double()
    finally:
        torch.random.set_rng_state(state)
    optimizer, mse = torch.optim.AdamW(model.parameters(), lr=1e-3), torch.nn.functional.mse_loss
    pairs = [[tensor.double() for tensor in data(torch, setup, rank)] for rank in range(setup["ranks"])]
    found = []
    with torch.enable_grad():
        for _ in range(count):
            optimizer.zero_grad()
            first = 0.0
            for rank, (inputs, targets) in enumerate(pairs):
                for index in range(setup["accumulation"]):
                    loss = mse(model(inputs[index]), targets[index])
                    (loss / (setup["accumulation"] * setup["ranks"])).backward()
                    first += float(loss.detach()) / setup["accumulation"] if rank == 0 else 0.0
            found.append((first, float(sum(parameter.grad.square().sum() for parameter in model.parameters()) ** 0.5)))
            optimizer.step()
    return found
