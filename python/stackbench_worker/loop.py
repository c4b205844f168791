"""Answers the host's messages, one at a time. Holds no policy."""
import contextlib
import gc
import importlib
import re
import time

from . import buildtools, hostwatch, interpretation, threads
from .channel import Channel
from .errors import CheckFailed, ProtocolError, Unsupported, first_line, is_device_lost, is_out_of_memory, is_refusal, text_of, trace_of
from .family import Context
from .heartbeat import Ticker, alive
from .params import Params

PROTOCOL = 1
DEVICE_LOST = 3


def serve(family_name, requests, output):
    """Opens the family and answers until shutdown. Returns the exit code."""
    channel = Channel(requests, output)
    hostwatch.start(output)
    try:
        family = open_family(family_name)
    except Unsupported as error:
        channel.send("error", id=None, stage="start", message=error.reason, **error.advice())
        return 1
    return Loop(channel, family).run()


def open_family(name):
    """Imports the named family and no other. Raises Unsupported."""
    if not re.fullmatch("[a-z][a-z0-9_-]*", name):
        raise Unsupported(f"there is no family '{name}'")
    path = f"stackbench_worker.families.{name.replace('-', '_')}"
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name == path:
            raise Unsupported(f"there is no family '{name}'") from None
        raise
    try:
        return module.open()
    except Unsupported:
        raise
    except BaseException as error:  # an import may raise anything, SystemExit included
        print(trace_of(error), flush=True)
        raise Unsupported(f"installed but unusable: {text_of(error)}") from None


class _Prepared:
    def __init__(self, case, clock, device, count):
        self.case = case
        self.clock = clock
        self.device = device
        self.threads = count


class Loop:
    """The conversation."""

    def __init__(self, channel, family):
        self._channel = channel
        self._family = family
        self._prepared = {}
        self._exit = None

    def run(self):
        while self._exit is None:
            try:
                message = self._channel.receive()
                if message is None or message.get("type") == "shutdown":
                    break
                self._answer(message)
            except ProtocolError as error:
                self._channel.send("error", id=error.request_id, stage="protocol", message=str(error))
        if self._exit is not None:
            return self._exit  # a lost device answers no more, not even to be freed
        for prepared in self._prepared.values():
            with contextlib.suppress(Exception):
                prepared.case.close()
        self._family.close()
        return 0

    def _answer(self, message):
        kind = message.get("type")
        if kind == "hello":
            if message.get("protocol") != PROTOCOL:
                raise ProtocolError(f"this worker speaks protocol {PROTOCOL}, not {message.get('protocol')!r}")
            self._channel.send(
                "ready", protocol=PROTOCOL, engine=self._family.name, version=self._family.version,
                devices=[device.describe() for device in self._family.devices], ops=sorted(self._family.ops),
                software=self._family.software)
        elif kind in ("prepare", "measure", "release"):
            id = message.get("id")
            if not isinstance(id, str):
                raise ProtocolError(f"{kind} needs an id")
            if kind == "release":
                self._release(id)
            else:
                self._guard(id, kind, lambda: self._prepare(id, message) if kind == "prepare" else self._measure(id, message))
        else:
            raise ProtocolError(f"there is no message '{kind}'" if isinstance(kind, str) else "a message needs a type")

    # The one place where every exception is caught: an operation's failure is a message to the host, which decides.
    def _guard(self, id, stage, work):
        try:
            kind, answer = work()
        except ProtocolError as error:
            kind, answer = "error", {"stage": "protocol", "message": str(error)}
        except Unsupported as error:
            kind, answer = "unsupported", {"reason": error.reason, **error.advice()}
        except CheckFailed as error:
            kind, answer = "error", {"stage": "check", "message": str(error)}
        except BaseException as error:
            text = text_of(error)
            message = f"out of memory: {text}" if is_out_of_memory(error) else text
            kind, answer = "error", {"stage": stage, "message": message, "trace": trace_of(error)}
            if is_device_lost(error) or isinstance(error, KeyboardInterrupt):
                self._exit = DEVICE_LOST
                answer["fatal"] = True
            elif stage == "prepare" and (lacking := buildtools.missing(error)):  # asked to measure, the host takes no refusal any more
                kind, answer = "unsupported", {"reason": lacking.reason, **lacking.advice()}
        if kind in ("unsupported", "error"):
            self._free()
        try:
            self._channel.send(kind, id=id, **answer)
        except ValueError as error:
            self._channel.send("error", id=id, stage=stage, message=f"the answer cannot be sent: {error}")

    def _prepare(self, id, message):
        op, values, device_id, seed = (message.get(name) for name in ("op", "params", "device", "seed"))
        if id in self._prepared:
            raise ProtocolError(f"id '{id}' is in use")
        if not isinstance(op, str) or not isinstance(device_id, str) or not isinstance(values, dict) or type(seed) is not int:
            raise ProtocolError("prepare needs op, params, device and seed")
        if any(not isinstance(value, (int, str)) for value in values.values()):
            raise ProtocolError("parameters are whole numbers, texts, true or false")
        if op not in self._family.ops:
            raise Unsupported(f"there is no operation '{op}'")
        device, params = self._family.device(device_id), Params(values)
        device.select()
        count = threads.wanted(params)
        used = self._family.set_threads(count)
        context = Context(self._family.torch, used, lambda limit: alive(self._channel, id, limit))
        case = self._family.ops[op](params, device, seed, context)
        try:
            answer = self._first_call(case, device)
            clock = case.clock or device.clock(self._family.torch, params.flag("flush"))
            self._prepared[id] = _Prepared(case, clock, device, count)
        except BaseException:
            with contextlib.suppress(Exception):
                case.close()
            raise
        return "prepared", {**answer, **({} if used is None else {"threads": used})}

    @staticmethod
    def _first_call(case, device):
        case.activate()
        device.synchronize()
        start = time.perf_counter()
        try:
            case.first()
        except RuntimeError as error:
            if not is_refusal(error):
                raise
            raise Unsupported(first_line(error)) from None
        device.synchronize()
        first = time.perf_counter() - start
        check = case.check()
        max_error, tolerance = float(check[0]), float(check[1])
        if not max_error <= tolerance:
            note = f"; worst: {check[2]}" if len(check) > 2 and check[2] else ""
            raise CheckFailed(f"the result is wrong: error {max_error:.3g}, tolerance {tolerance:.3g}{note}")
        return {
            "backend": case.backend, "bytes": int(case.bytes), "firstCallSeconds": first,
            "checked": True, "maxError": max_error, "tolerance": tolerance,
        }

    def _measure(self, id, message):
        iterations, samples = message.get("iterations"), message.get("samples")
        prepared = self._prepared.get(id)
        if prepared is None:
            raise ProtocolError(f"nothing is prepared under id '{id}'")
        if type(iterations) is not int or type(samples) is not int or iterations < 1 or samples < 1:
            raise ProtocolError("iterations and samples must be at least 1")
        prepared.device.select()
        self._family.set_threads(prepared.threads)
        prepared.case.activate()
        gc.collect()
        gc.disable()
        try:
            taken = prepared.case.sample(prepared.clock, iterations, samples, Ticker(self._channel, id, samples))
        finally:
            gc.enable()
        extra, notes = {**taken.extra, **prepared.case.extra()}, list(prepared.case.notes())
        if interpretation.is_on() and prepared.case.uses_triton:
            notes.append(interpretation.NOTE)
        return "samples", {
            "seconds": taken.seconds, "clock": taken.clock, "beginSeconds": taken.begin, "endSeconds": taken.end,
            **({"extra": extra} if extra else {}), **({"notes": notes} if notes else {}),
        }

    def _release(self, id):
        prepared = self._prepared.pop(id, None)
        if prepared is None:
            return
        try:
            prepared.case.close()
        except Exception as error:
            print(f"release of '{id}': {text_of(error)}", flush=True)
        del prepared
        self._free()

    def _free(self):
        gc.collect()
        for device in self._family.devices:
            with contextlib.suppress(Exception):
                device.free_cached()
