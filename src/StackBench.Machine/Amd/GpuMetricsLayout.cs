using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Machine.Amd;

/// <summary>Field of a metrics table.</summary>
/// <param name="Bytes">Of one element: 1, 2, 4 or 8.</param>
/// <param name="Count">Elements; 1 for a plain field.</param>
internal sealed record MetricsField(string Name, int Bytes, int Count, int Offset);

/// <summary>
/// The layouts of amdgpu's metrics table by revision, after the kernel's C structures: naturally aligned, little endian, behind a header of
/// four bytes. Written as <c>bytes[xcount] name</c>; fields after the last one of use here are left out.
/// </summary>
internal static class GpuMetricsLayout
{
    public const int HeaderBytes = 4;

    private const string DiscreteTemperatures =
        "2 temperature_edge 2 temperature_hotspot 2 temperature_mem 2 temperature_vrgfx 2 temperature_vrsoc 2 temperature_vrmem ";
    private const string DiscreteActivity = "2 average_gfx_activity 2 average_umc_activity 2 average_mm_activity ";
    private const string DiscreteClocks =
        "2 average_gfxclk_frequency 2 average_socclk_frequency 2 average_uclk_frequency 2 average_vclk0_frequency 2 "
            + "average_dclk0_frequency 2 average_vclk1_frequency 2 average_dclk1_frequency "
        + "2 current_gfxclk 2 current_socclk 2 current_uclk 2 current_vclk0 2 current_dclk0 2 current_vclk1 2 current_dclk1 4 "
        + "throttle_status 2 current_fan_speed ";
    private const string V10 = "8 system_clock_counter " + DiscreteTemperatures + DiscreteActivity
        + "2 average_socket_power 4 energy_accumulator " + DiscreteClocks + "1 pcie_link_width 1 pcie_link_speed";
    private const string V11 =
        DiscreteTemperatures + DiscreteActivity + "2 average_socket_power 8 energy_accumulator 8 system_clock_counter " + DiscreteClocks
        + "2 pcie_link_width 2 pcie_link_speed 2 padding 4 gfx_activity_acc 4 mem_activity_acc 2x4 temperature_hbm";
    private const string V12 = V11 + " 8 firmware_timestamp";
    private const string V13 = V12 + " 2 voltage_soc 2 voltage_gfx 2 voltage_mem 2 padding1 8 indep_throttle_status";

    private const string Instinct =
        "2 temperature_hotspot 2 temperature_mem 2 temperature_vrsoc 2 curr_socket_power 2 average_gfx_activity 2 average_umc_activity ";
    private const string InstinctEnergy = "8 energy_accumulator 8 system_clock_counter ";
    private const string InstinctLink =
        "4 gfxclk_lock_status 2 pcie_link_width 2 pcie_link_speed 2 xgmi_link_width 2 xgmi_link_speed 4 gfx_activity_acc 4 "
            + "mem_activity_acc 8 pcie_bandwidth_acc 8 pcie_bandwidth_inst "
        + "8 pcie_l0_to_recov_count_acc 8 pcie_replay_count_acc 8 pcie_replay_rover_count_acc ";
    private const string InstinctNak = "4 pcie_nak_sent_count_acc 4 pcie_nak_rcvd_count_acc ";
    private const string InstinctXgmi = "8x8 xgmi_read_data_acc 8x8 xgmi_write_data_acc ";
    private const string InstinctClocks =
        "8 firmware_timestamp 2x8 current_gfxclk 2x4 current_socclk 2x4 current_vclk0 2x4 current_dclk0 2 current_uclk";
    private const string InstinctResidency =
        "4 accumulation_counter 4 prochot_residency_acc 4 ppt_residency_acc 4 socket_thm_residency_acc 4 vr_thm_residency_acc "
            + "4 hbm_thm_residency_acc ";
    private const string V14 =
        Instinct + "2x4 vcn_activity " + InstinctEnergy + "4 throttle_status " + InstinctLink + InstinctXgmi + InstinctClocks;
    private const string V15 = Instinct + "2x4 vcn_activity 2x32 jpeg_activity " + InstinctEnergy + "4 throttle_status " + InstinctLink
        + InstinctNak + InstinctXgmi + InstinctClocks;
    private const string V16 =
        Instinct + InstinctEnergy + InstinctResidency + InstinctLink + InstinctNak + InstinctXgmi + InstinctClocks + " 2 num_partition";
    private const string V17 = Instinct + "8 mem_max_bandwidth " + InstinctEnergy + InstinctResidency + InstinctLink + InstinctNak
        + InstinctXgmi + "2x8 xgmi_link_status 2 padding " + InstinctClocks + " 2 num_partition";

    private const string ApuSensors =
        "2 temperature_gfx 2 temperature_soc 2x8 temperature_core 2x2 temperature_l3 2 average_gfx_activity 2 average_mm_activity ";
    private const string ApuRates =
        "2 average_socket_power 2 average_cpu_power 2 average_soc_power 2 average_gfx_power 2x8 average_core_power "
        + "2 average_gfxclk_frequency 2 average_socclk_frequency 2 average_uclk_frequency 2 average_fclk_frequency 2 "
        + "average_vclk_frequency 2 average_dclk_frequency "
        + "2 current_gfxclk 2 current_socclk 2 current_uclk 2 current_fclk 2 current_vclk 2 current_dclk 2x8 current_coreclk 2x2 "
        + "current_l3clk 4 throttle_status 2 fan_pwm";
    private const string V20 = "8 system_clock_counter " + ApuSensors + ApuRates;
    private const string V21 = ApuSensors + "8 system_clock_counter " + ApuRates;
    private const string V22 = V21 + " 2x3 padding 8 indep_throttle_status";
    private const string V23 =
        V22 + " 2 average_temperature_gfx 2 average_temperature_soc 2x8 average_temperature_core 2x2 average_temperature_l3";
    private const string V24 = V23
        + " 2 average_cpu_voltage 2 average_soc_voltage 2 average_gfx_voltage 2 average_cpu_current 2 "
            + "average_soc_current 2 average_gfx_current";
    private const string V30 =
        "2 temperature_gfx 2 temperature_soc 2x16 temperature_core 2 temperature_skin 2 average_gfx_activity 2 average_vcn_activity 2x8 "
            + "average_ipu_activity 2x16 average_core_c0_activity "
        + "2 average_dram_reads 2 average_dram_writes 2 average_ipu_reads 2 average_ipu_writes 8 system_clock_counter 4 "
        + "average_socket_power 2 average_ipu_power 4 average_apu_power 4 average_gfx_power "
        + "4 average_dgpu_power 4 average_all_core_power 2x16 average_core_power 2 average_sys_power 2 stapm_power_limit 2 "
        + "current_stapm_power_limit "
        + "2 average_gfxclk_frequency 2 average_socclk_frequency 2 average_vpeclk_frequency 2 average_ipuclk_frequency 2 "
        + "average_fclk_frequency 2 average_vclk_frequency 2 average_uclk_frequency "
        + "2 average_mpipu_frequency 2x16 current_coreclk 2 current_core_maxfreq 2 current_gfx_maxfreq "
        + "4 throttle_residency_prochot 4 throttle_residency_spl 4 throttle_residency_fppt 4 throttle_residency_sppt 4 "
        + "throttle_residency_thm_core 4 throttle_residency_thm_gfx 4 throttle_residency_thm_soc "
        + "4 time_filter_alphavalue";

    /// <summary>Fields of a revision; null when it is not known here.</summary>
    public static ImmutableArray<MetricsField>? Of(int format, int content) => (format, content) switch
    {
        (1, 0) => Parse(V10),
        (1, 1) => Parse(V11),
        (1, 2) => Parse(V12),
        (1, 3) => Parse(V13),
        (1, 4) => Parse(V14),
        (1, 5) => Parse(V15),
        (1, 6) => Parse(V16),
        (1, 7) or (1, 8) => Parse(V17),
        (2, 0) => Parse(V20),
        (2, 1) => Parse(V21),
        (2, 2) => Parse(V22),
        (2, 3) => Parse(V23),
        (2, 4) => Parse(V24),
        (3, 0) => Parse(V30),
        _ => null,
    };

    private static ImmutableArray<MetricsField> Parse(string layout)
    {
        var words = layout.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var fields = ImmutableArray.CreateBuilder<MetricsField>(words.Length / 2);
        var offset = HeaderBytes;
        for (var i = 0; i < words.Length; i += 2)
        {
            var bytes = words[i][0] - '0';
            var count = words[i].Length > 1 ? int.Parse(words[i].AsSpan(2), CultureInfo.InvariantCulture) : 1;
            offset = (offset + bytes - 1) / bytes * bytes;
            fields.Add(new MetricsField(words[i + 1], bytes, count, offset));
            offset += bytes * count;
        }

        return fields.ToImmutable();
    }
}
