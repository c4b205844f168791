namespace StackBench.EndToEnd;

/// <summary>A run document of one result, to be imported.</summary>
internal static class StoredDocument
{
    public static string Of(string id) => $$"""
        {"schemaVersion":1,"id":"{{id}}","status":"complete","startedAt":"2026-01-01T08:00:00+00:00","tool":{"version":"0.1.0","method":2},
        "settings":{"suite":"quick","launches":3,"seed":1},"fingerprint":{"facts":[{"name":"cpu.model","value":"X","role":"identity"}]},
        "results":[{"benchmark":"gemm","workload":"fp32 8x8x8","parameters":{"m":8},"device":"cpu","engine":"libtorch",
        "cost":{"flop":1024,"bytes":768},"layer":{},"outcome":{"kind":"ok","metrics":[{"metric":"flop-rate","value":1e9,"unit":"FLOP/s",
        "better":"higher"}],"notes":[]},"launches":[{"number":1,"startedAt":"2026-01-01T08:00:00+00:00","backend":"oneDNN",
        "callsPerSample":1,"clock":"host","warmUp":{"calls":3,"durationSeconds":0.1},"stopReason":"converged","samples":[{"durationSeconds":0.001},
        {"durationSeconds":0.0011}],"values":{"flop-rate":1e9} } ] } ] }
        """;
}
