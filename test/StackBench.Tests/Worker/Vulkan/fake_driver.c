// A Vulkan driver that stands before a real one (lavapipe) and lies, by the loader's own driver interface (vk_icd.h).
// FAKE_DRIVER_REAL names the real driver's library; FAKE_DRIVER how it lies, FAKE_DRIVER_AFTER from which submission on (0, always),
// counted from the first with a copy: how many try the clock is a matter of luck.
// FAKE_DRIVER_ONCE names a file that is made with the first lie: the processes after that one are told the truth.
// FAKE_DRIVER_COUNT names a file that grows by a letter with each command that is recorded: a dispatch d, a copy c, a barrier b.
// FAKE_DRIVER_FENCES is how many fences there is memory for.
//   crash     dies in vkCreateInstance
//   idle      reports success and executes nothing; its timestamps say a millisecond passed
//   lost      vkQueueSubmit answers VK_ERROR_DEVICE_LOST, then and ever after
//   half      executes the first half of the workgroups of each dispatch
//   constant  every two timestamps are a millisecond apart, whatever ran
//   equal     its timestamps stand still
//   closed    vkEnumeratePhysicalDevices answers VK_ERROR_INITIALIZATION_FAILED, as where /dev/dri may not be opened
//   unready   vkCreateInstance answers the same
//   transfer  lists a second queue family that does transfers alone, and dies of a barrier there that names shaders
//   gpu       calls itself a discrete GPU at PCI address 0000:0c:00.0
//   short     loops of a kernel whose third and last argument is their number stop after 16 rounds, as the old llvmpipe's after 65,535
//   absent    its timestamps are not available
//   full      of each heap a MiB is left
//   small     the largest buffer has a MiB
//   deaf      the second queue executes nothing
// FAKE_DRIVER_FREED names a file that grows by a letter when memory is freed, or waited for, after the device was lost; with
// FAKE_DRIVER_FENCES when a command pool is destroyed.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vulkan/vulkan.h>
#include <vulkan/vk_icd.h>

typedef PFN_vkVoidFunction (*find_t)(VkInstance, const char *);

static find_t find;
static PFN_vkQueueSubmit real_submit;
static PFN_vkCmdDispatch real_dispatch;
static PFN_vkCmdPushConstants real_push;
static PFN_vkCmdCopyBuffer real_copy;
static PFN_vkGetPhysicalDeviceMemoryProperties2 real_memory;
static PFN_vkGetDeviceProcAddr real_device_function;
static PFN_vkGetPhysicalDeviceProperties2 real_properties;
static PFN_vkEnumerateDeviceExtensionProperties real_extensions;
static int submissions, has_copied, is_lost;
static PFN_vkCreateDevice real_create_device;
static PFN_vkGetDeviceQueue real_queue;
static PFN_vkGetPhysicalDeviceQueueFamilyProperties real_families;
static PFN_vkCreateCommandPool real_create_pool;
static PFN_vkDestroyCommandPool real_destroy_pool;
static PFN_vkCreateFence real_create_fence;
static PFN_vkAllocateCommandBuffers real_allocate;
static PFN_vkCmdPipelineBarrier real_barrier;
static PFN_vkFreeMemory real_free;
static PFN_vkDeviceWaitIdle real_wait_idle;
static PFN_vkEnumeratePhysicalDevices real_enumerate;
static VkCommandPool transfer_pool;
static VkCommandBuffer transfer_commands;

static int lies(const char *how) {
    static int is_first;
    const char *mode = getenv("FAKE_DRIVER"), *after = getenv("FAKE_DRIVER_AFTER"), *once = getenv("FAKE_DRIVER_ONCE");
    if (!mode || strcmp(mode, how) || submissions < (after ? atoi(after) : 0)) return 0;
    if (once && !is_first) {
        int file = open(once, O_CREAT | O_EXCL | O_WRONLY, 0600);
        is_first = file >= 0 ? 1 : -1;
        if (file >= 0) close(file);
    }
    return !once || is_first > 0;
}

// Whether there is a second queue.
static int has_transfer(void) { return lies("transfer") || lies("deaf"); }

static void *real_library(void) {
    static void *library;
    if (!library) library = dlopen(getenv("FAKE_DRIVER_REAL"), RTLD_NOW | RTLD_LOCAL);
    if (library && !find) find = (find_t)dlsym(library, "vk_icdGetInstanceProcAddr");
    return library;
}

static VkResult create_instance(const VkInstanceCreateInfo *info, const VkAllocationCallbacks *allocator, VkInstance *instance) {
    if (lies("crash")) *(volatile int *)0 = 0;
    if (lies("unready")) return VK_ERROR_INITIALIZATION_FAILED;
    return ((PFN_vkCreateInstance)find(0, "vkCreateInstance"))(info, allocator, instance);
}

static VkResult submit(VkQueue queue, uint32_t count, const VkSubmitInfo *infos, VkFence fence) {
    submissions += has_copied;
    if (lies("lost")) {
        is_lost = 1;
        return VK_ERROR_DEVICE_LOST;
    }
    // Without any work the fence is signalled all the same.
    return lies("idle") ? real_submit(queue, 0, 0, fence) : real_submit(queue, count, infos, fence);
}

static void tell(const char *name, const char *letter) {
    if (!name) return;
    int file = open(name, O_CREAT | O_APPEND | O_WRONLY, 0600);
    if (file < 0 || write(file, letter, 1) != 1) abort();
    close(file);
}

static void copy(VkCommandBuffer commands, VkBuffer from, VkBuffer to, uint32_t count, const VkBufferCopy *regions) {
    tell(getenv("FAKE_DRIVER_COUNT"), "c");
    has_copied = 1;
    if (lies("deaf") && commands == transfer_commands) return;
    real_copy(commands, from, to, count, regions);
}

static void dispatch(VkCommandBuffer buffer, uint32_t x, uint32_t y, uint32_t z) {
    tell(getenv("FAKE_DRIVER_COUNT"), "d");
    real_dispatch(buffer, lies("half") ? (x + 1) / 2 : x, y, z);
}

static void push_constants(VkCommandBuffer commands, VkPipelineLayout layout, VkShaderStageFlags stages, uint32_t offset, uint32_t size,
                           const void *values) {
    uint64_t own[3];
    if (lies("short") && size == sizeof own) {
        memcpy(own, values, size);
        if (own[2] > 16) own[2] = 16;
        values = own;
    }
    real_push(commands, layout, stages, offset, size, values);
}

static VkResult query_results(VkDevice device, VkQueryPool pool, uint32_t first, uint32_t count, size_t size, void *data,
                              VkDeviceSize stride, VkQueryResultFlags flags) {
    if (!lies("idle") && !lies("constant") && !lies("equal")) {
        VkResult result = ((PFN_vkGetQueryPoolResults)real_device_function(device, "vkGetQueryPoolResults"))(
            device, pool, first, count, size, data, stride, flags);
        for (uint32_t i = 0; lies("absent") && i < count; i++) memset((char *)data + i * stride + 8, 0, 8);
        return result;
    }
    for (uint32_t i = 0; i < count; i++) {
        char *at = (char *)data + i * stride;
        uint64_t ticks = 1000000000ull + (lies("equal") ? 0 : (first + i) * 1000000ull), available = 1;
        int bytes = flags & VK_QUERY_RESULT_64_BIT ? 8 : 4;
        memcpy(at, &ticks, bytes);
        if (flags & VK_QUERY_RESULT_WITH_AVAILABILITY_BIT) memcpy(at + bytes, &available, bytes);
    }
    return VK_SUCCESS;
}

static void properties(VkPhysicalDevice device, VkPhysicalDeviceProperties2 *all) {
    real_properties(device, all);
    for (VkBaseOutStructure *next = all->pNext; lies("small") && next; next = next->pNext)
        if (next->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES)
            ((VkPhysicalDeviceVulkan13Properties *)next)->maxBufferSize = 1 << 20;
    if (!lies("gpu")) return;
    all->properties.deviceType = VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU;
    strcpy(all->properties.deviceName, "Fake GPU");
    for (VkBaseOutStructure *next = all->pNext; next; next = next->pNext)
        if (next->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PCI_BUS_INFO_PROPERTIES_EXT) {
            VkPhysicalDevicePCIBusInfoPropertiesEXT *bus = (void *)next;
            bus->pciDomain = 0, bus->pciBus = 12, bus->pciDevice = 0, bus->pciFunction = 0;
        }
}

static void memory(VkPhysicalDevice device, VkPhysicalDeviceMemoryProperties2 *all) {
    real_memory(device, all);
    for (VkBaseOutStructure *next = all->pNext; lies("full") && next; next = next->pNext)
        if (next->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT) {
            VkPhysicalDeviceMemoryBudgetPropertiesEXT *budget = (void *)next;
            for (int heap = 0; heap < VK_MAX_MEMORY_HEAPS; heap++) budget->heapBudget[heap] = budget->heapUsage[heap] + (1 << 20);
        }
}

static VkResult extensions(VkPhysicalDevice device, const char *layer, uint32_t *count, VkExtensionProperties *all) {
    if (!lies("gpu")) return real_extensions(device, layer, count, all);
    uint32_t room = *count;
    VkResult result = real_extensions(device, layer, count, all);
    if (result == VK_SUCCESS && (!all || *count < room)) {
        if (all) all[*count] = (VkExtensionProperties){VK_EXT_PCI_BUS_INFO_EXTENSION_NAME, VK_EXT_PCI_BUS_INFO_SPEC_VERSION};
        ++*count;
    }
    return result;
}

static VkResult enumerate(VkInstance instance, uint32_t *count, VkPhysicalDevice *devices) {
    return lies("closed") ? VK_ERROR_INITIALIZATION_FAILED : real_enumerate(instance, count, devices);
}

static void tell_freed(void) {
    if (is_lost) tell(getenv("FAKE_DRIVER_FREED"), "f");
}

static void free_memory(VkDevice device, VkDeviceMemory memory, const VkAllocationCallbacks *allocator) {
    tell_freed();
    real_free(device, memory, allocator);
}

static VkResult wait_idle(VkDevice device) {
    tell_freed();
    return real_wait_idle(device);
}

static void families(VkPhysicalDevice device, uint32_t *count, VkQueueFamilyProperties *all) {
    if (!has_transfer()) {
        real_families(device, count, all);
        return;
    }
    uint32_t listed = 0;
    real_families(device, &listed, 0);
    if (all) {
        real_families(device, &listed, all);
        all[listed] = (VkQueueFamilyProperties){.queueFlags = VK_QUEUE_TRANSFER_BIT, .queueCount = 1};
    }
    *count = listed + 1;
}

static VkResult create_device(VkPhysicalDevice physical, const VkDeviceCreateInfo *info, const VkAllocationCallbacks *allocator,
                              VkDevice *device) {
    VkDeviceCreateInfo own = *info;
    if (has_transfer()) own.queueCreateInfoCount = 1;
    return real_create_device(physical, &own, allocator, device);
}

// The queue of the second family is that of the first.
static void queue(VkDevice device, uint32_t family, uint32_t index, VkQueue *found) {
    real_queue(device, has_transfer() ? 0 : family, index, found);
}

static VkResult create_pool(VkDevice device, const VkCommandPoolCreateInfo *info, const VkAllocationCallbacks *allocator,
                            VkCommandPool *pool) {
    VkCommandPoolCreateInfo own = *info;
    if (has_transfer()) own.queueFamilyIndex = 0;
    VkResult result = real_create_pool(device, &own, allocator, pool);
    if (has_transfer() && info->queueFamilyIndex > 0) transfer_pool = *pool;
    return result;
}

static VkResult create_fence(VkDevice device, const VkFenceCreateInfo *info, const VkAllocationCallbacks *allocator, VkFence *fence) {
    static int made;
    const char *most = getenv("FAKE_DRIVER_FENCES");
    return most && made++ >= atoi(most) ? VK_ERROR_OUT_OF_HOST_MEMORY : real_create_fence(device, info, allocator, fence);
}

static void destroy_pool(VkDevice device, VkCommandPool pool, const VkAllocationCallbacks *allocator) {
    if (getenv("FAKE_DRIVER_FENCES") && pool) tell(getenv("FAKE_DRIVER_FREED"), "p");
    real_destroy_pool(device, pool, allocator);
}

static VkResult allocate(VkDevice device, const VkCommandBufferAllocateInfo *info, VkCommandBuffer *commands) {
    VkResult result = real_allocate(device, info, commands);
    if (transfer_pool && info->commandPool == transfer_pool) transfer_commands = commands[0];
    return result;
}

static void barrier(VkCommandBuffer commands, VkPipelineStageFlags from, VkPipelineStageFlags to, VkDependencyFlags flags, uint32_t count,
                    const VkMemoryBarrier *all, uint32_t buffers, const VkBufferMemoryBarrier *of_buffers, uint32_t images,
                    const VkImageMemoryBarrier *of_images) {
    tell(getenv("FAKE_DRIVER_COUNT"), "b");
    VkAccessFlags access = count ? all->srcAccessMask | all->dstAccessMask : 0;
    if (transfer_commands && commands == transfer_commands
        && ((from | to) & VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT || access & (VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT)))
        abort();
    real_barrier(commands, from, to, flags, count, all, buffers, of_buffers, images, of_images);
}

static PFN_vkVoidFunction device_function(VkDevice device, const char *name);

// The own function of a name that the real driver has as well; what is found is kept.
static PFN_vkVoidFunction own(const char *name, PFN_vkVoidFunction real) {
    if (!real) return 0;
#define OWN(function, kept, replacement) \
    if (!strcmp(name, function)) { kept = (void *)real; return (PFN_vkVoidFunction)replacement; }
    OWN("vkQueueSubmit", real_submit, submit)
    OWN("vkCmdDispatch", real_dispatch, dispatch)
    OWN("vkCmdCopyBuffer", real_copy, copy)
    OWN("vkGetPhysicalDeviceMemoryProperties2", real_memory, memory)
    OWN("vkGetPhysicalDeviceMemoryProperties2KHR", real_memory, memory)
    OWN("vkCmdPushConstants", real_push, push_constants)
    OWN("vkEnumeratePhysicalDevices", real_enumerate, enumerate)
    OWN("vkGetPhysicalDeviceQueueFamilyProperties", real_families, families)
    OWN("vkCreateDevice", real_create_device, create_device)
    OWN("vkGetDeviceQueue", real_queue, queue)
    OWN("vkCreateCommandPool", real_create_pool, create_pool)
    OWN("vkDestroyCommandPool", real_destroy_pool, destroy_pool)
    OWN("vkCreateFence", real_create_fence, create_fence)
    OWN("vkAllocateCommandBuffers", real_allocate, allocate)
    OWN("vkCmdPipelineBarrier", real_barrier, barrier)
    OWN("vkFreeMemory", real_free, free_memory)
    OWN("vkDeviceWaitIdle", real_wait_idle, wait_idle)
    OWN("vkGetDeviceProcAddr", real_device_function, device_function)
    OWN("vkGetPhysicalDeviceProperties2", real_properties, properties)
    OWN("vkGetPhysicalDeviceProperties2KHR", real_properties, properties)
    OWN("vkEnumerateDeviceExtensionProperties", real_extensions, extensions)
    if (!strcmp(name, "vkGetQueryPoolResults")) return (PFN_vkVoidFunction)query_results;
    if (!strcmp(name, "vkCreateInstance")) return (PFN_vkVoidFunction)create_instance;
    return real;
}

static PFN_vkVoidFunction device_function(VkDevice device, const char *name) { return own(name, real_device_function(device, name)); }

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vk_icdGetInstanceProcAddr(VkInstance instance, const char *name) {
    return real_library() ? own(name, find(instance, name)) : 0;
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vk_icdGetPhysicalDeviceProcAddr(VkInstance instance, const char *name) {
    find_t physical = real_library() ? (find_t)dlsym(real_library(), "vk_icdGetPhysicalDeviceProcAddr") : 0;
    return physical ? own(name, physical(instance, name)) : 0;
}

VKAPI_ATTR VkResult VKAPI_CALL vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
    typedef VkResult (*negotiate_t)(uint32_t *);
    negotiate_t negotiate = real_library() ? (negotiate_t)dlsym(real_library(), "vk_icdNegotiateLoaderICDInterfaceVersion") : 0;
    return negotiate ? negotiate(version) : VK_ERROR_INITIALIZATION_FAILED;
}
