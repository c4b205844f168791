namespace StackBench.Tests.Serving;

/// <summary>
/// A folder with a script in place of <c>vllm</c> or <c>llama-server</c>, which has two GPUs: it writes down its arguments and its pid,
/// loads for a moment, and streams as many tokens as asked for.
/// </summary>
internal sealed class StubServer : IDisposable
{
    private const string Script = """
        #!/usr/bin/env python3
        import json, os, sys, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        if sys.argv[1:] == ["--version"]:
            print("9.9.9"); sys.exit(0)
        here = os.path.dirname(os.path.abspath(__file__))
        mode = open(os.path.join(here, "mode")).read()
        # As llama.cpp 0.7.0 prints them: common/arg.cpp and llama.cpp's formats, with addresses and names made up.
        gpus = {"CUDA0": ("NVIDIA H200", "0000:0a:00.0"), "CUDA1": ("NVIDIA H200", "0000:8d:00.0"), "Vulkan0": ("NVIDIA H200 (NV)", "0000:0a:00.0")}
        if sys.argv[1:] == ["--help"]:
            print("--device N --list-devices --verbosity N"); sys.exit(0)
        if sys.argv[1:] == ["--list-devices"]:
            print("Available devices:")
            for name, (description, _) in gpus.items(): print("  %s: %s (143771 MiB, 143235 MiB free)" % (name, description))
            sys.exit(0)
        names = sys.argv[sys.argv.index("--device") + 1].split(",") if "--device" in sys.argv else ["none"]
        if names != ["none"] and (mode != "cpu" or len(names) > 1):
            for name in ["CUDA1"] if mode == "other" and len(names) == 1 else names:
                print("0.00.030.101 I llama_model_load_from_file_impl: using device %s (%s) (%s) - 143235 MiB free" % (name, *gpus[name]), file=sys.stderr)
            print("0.00.041.000 I load_tensors: offloaded %d/3 layers to GPU" % (2 if mode == "partial" else 3), file=sys.stderr, flush=True)
        if mode == "dies":
            print("boom", file=sys.stderr); sys.exit(3)
        port = int(sys.argv[sys.argv.index("--port") + 1])
        totals, gate, asked = {"prompt": 0, "generated": 0}, threading.Lock(), 0
        class Handler(BaseHTTPRequestHandler):
            protocol_version, disable_nagle_algorithm = "HTTP/1.1", True
            def log_message(self, *a): pass
            def text(self, code, text):
                self.send_response(code); self.send_header("Content-Length", str(len(text))); self.end_headers(); self.wfile.write(text.encode())
            def do_GET(self):
                global asked
                if self.path == "/metrics":
                    with gate: p, g = totals["prompt"], totals["generated"]
                    return self.text(200, 'vllm:prompt_tokens_total{model="a } b"} %d.0\nvllm:generation_tokens_total{model="x"} %d\n' % (p, g))
                asked += 1
                self.text(503 if asked < 3 else 200, "{}")
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                n, p = body["max_tokens"], len(body["prompt"])
                self.send_response(200); self.send_header("Content-Type", "text/event-stream"); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
                def event(data):
                    data = ("data: %s\n\n" % data).encode(); self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data)); self.wfile.flush()
                for i in range(n):
                    time.sleep(0.5 if mode == "slow" else 0.001)
                    event(json.dumps({"choices": [{"index": 0, "text": " a", "finish_reason": "length" if i == n - 1 else None}]}))
                with gate:
                    totals["prompt"] += p; totals["generated"] += n + (1 if mode == "miscounts" else 0)
                event(json.dumps({"choices": [], "usage": {"prompt_tokens": p, "completion_tokens": n}}))
                event("[DONE]"); self.wfile.write(b"0\r\n\r\n"); self.wfile.flush()
        class Server(ThreadingHTTPServer):
            request_queue_size = 64
        server = Server(("127.0.0.1", port), Handler)
        for name, text in (("args", "\n".join(sys.argv[1:])), ("pid", str(os.getpid()))):
            open(os.path.join(here, name + ".part"), "w").write(text); os.replace(os.path.join(here, name + ".part"), os.path.join(here, name))
        server.serve_forever()
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stackbench-vllm-");

    /// <param name="mode"><c>fine</c>, <c>slow</c>, <c>miscounts</c> or <c>dies</c>; of GPUs <c>cpu</c>,
    /// <c>other</c> or <c>partial</c>.</param>
    public StubServer(string mode = "fine", string program = "vllm")
    {
        var path = System.IO.Path.Combine(Path, program);
        File.WriteAllText(path, Script + "\n");
        File.WriteAllText(System.IO.Path.Combine(Path, "mode"), mode);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path => _folder.FullName;

    public string PidFile => System.IO.Path.Combine(Path, "pid");

    public string[] Arguments => File.ReadAllLines(System.IO.Path.Combine(Path, "args"));

    /// <summary>The environment in which it is found.</summary>
    public string? Variable(string name) => name == "PATH" ? Path : null;

    public void Dispose() => _folder.Delete(recursive: true);
}
