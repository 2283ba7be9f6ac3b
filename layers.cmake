# The floors of the house. Every module is one folder, one target and one row here. The rows drive
# the targets, their link lines and tests/tools/layer_check.py, which holds each #include against
# them. `rt-kernel/base` is seen by everyone. A file belongs to its longest matching module.
#
#   hallows_module(FLOOR PATH [SEES module...] [USES third-party...])

# Third-party packages: name, CMake target, header patterns (the check allows them nowhere else).
hallows_third_party(fmt        fmt::fmt              "fmt/*")
hallows_third_party(freetype   Freetype::Freetype    "ft2build.h" "freetype/*" "FT_*")
hallows_third_party(harfbuzz   PkgConfig::HARFBUZZ   "hb.h" "hb-*.h")
hallows_third_party(fontconfig PkgConfig::FONTCONFIG "fontconfig/*")
hallows_third_party(thai       PkgConfig::THAI       "thai/*")
hallows_third_party(png        PNG::PNG              "png.h")
hallows_third_party(jpeg       JPEG::JPEG            "jpeglib.h" "jerror.h" "turbojpeg.h")
hallows_third_party(webp       PkgConfig::WEBP       "webp/*")
hallows_third_party(glfw       glfw                  "GLFW/*")
hallows_third_party(xcb        PkgConfig::XCB        "xcb/*" "X11/*")
hallows_third_party(vulkan     hallows_volk          "volk.h" "vulkan/*")
hallows_third_party(cli11      CLI11::CLI11          "CLI/*")
hallows_third_party(json       nlohmann_json::nlohmann_json "nlohmann/*")
hallows_third_party(fribidi    PkgConfig::FRIBIDI    "fribidi.h" "fribidi/*")
hallows_third_party(doctest    doctest::doctest      "doctest/*")
hallows_third_party(dbus       PkgConfig::DBUS       "dbus/*")
hallows_third_party(drm        PkgConfig::DRM        "xf86drm.h" "xf86drmMode.h" "drm*.h")

# Floor 0
hallows_module(0 rt-kernel/base)
# Floor 1
hallows_module(1 rt-kernel/types)
hallows_module(1 rt-kernel/rt)
# Floor 2
hallows_module(2 rt-kernel/port        SEES rt-kernel/types rt-kernel/rt)
hallows_module(2 ui-sched              SEES rt-kernel/types rt-kernel/rt)
hallows_module(2 renderer/scene        SEES rt-kernel/types)
hallows_module(2 renderer/glyph        SEES rt-kernel/types USES freetype)
hallows_module(2 renderer/image        SEES rt-kernel/types USES png jpeg webp)
hallows_module(2 layout/text/unicode)
hallows_module(2 parseltongue/format   SEES rt-kernel/types)
# Floor 3
hallows_module(3 layout/text           SEES rt-kernel/types layout/text/unicode
                                       USES harfbuzz fontconfig)
hallows_module(3 parseltongue/value    SEES rt-kernel/types parseltongue/format layout/text/unicode)
hallows_module(3 renderer/prepare      SEES rt-kernel/types renderer/scene renderer/glyph renderer/image)
hallows_module(3 rt-kernel/port/headless SEES rt-kernel/types rt-kernel/port rt-kernel/rt)
hallows_module(3 rt-kernel/port/glfw   SEES rt-kernel/types rt-kernel/port rt-kernel/rt USES glfw xcb)
# Floor 4
hallows_module(4 layout                SEES rt-kernel/types layout/text)
hallows_module(4 parseltongue/compiler SEES rt-kernel/types parseltongue/format parseltongue/value)
hallows_module(4 parseltongue/interpreter SEES rt-kernel/types parseltongue/format parseltongue/value)
hallows_module(4 parseltongue/std      SEES rt-kernel/types parseltongue/format parseltongue/value)
hallows_module(4 renderer              SEES rt-kernel/types renderer/scene renderer/prepare)
hallows_module(4 ui-sched/host         SEES rt-kernel/types rt-kernel/rt parseltongue/format parseltongue/value)
# Floor 5
hallows_module(5 widgets               SEES rt-kernel/types layout layout/text renderer/scene
                                            parseltongue/format parseltongue/value)
hallows_module(5 renderer/cpu          SEES rt-kernel/types rt-kernel/rt renderer renderer/prepare renderer/scene)
hallows_module(5 renderer/vulkan       SEES rt-kernel/types rt-kernel/rt renderer renderer/prepare renderer/scene
                                       USES vulkan)
hallows_module(5 parseltongue/ptlc     SEES rt-kernel/types parseltongue/compiler parseltongue/std
                                            parseltongue/format parseltongue/value USES fmt)
# Floor 6
hallows_module(6 widgets/kinds         SEES widgets rt-kernel/types layout layout/text renderer/scene
                                            parseltongue/format parseltongue/value)
# Floor 7
hallows_module(7 ui-sched/runtime      SEES rt-kernel/types rt-kernel/rt rt-kernel/port ui-sched ui-sched/host
                                            layout layout/text renderer renderer/scene renderer/prepare
                                            renderer/glyph renderer/image widgets widgets/kinds
                                            parseltongue/format parseltongue/value)
# Floor 8
hallows_module(8 ui-sched/app          SEES ui-sched/runtime rt-kernel/types rt-kernel/rt rt-kernel/port
                                            rt-kernel/port/headless rt-kernel/port/glfw ui-sched ui-sched/host
                                            layout/text renderer renderer/cpu renderer/vulkan renderer/prepare
                                            renderer/image renderer/scene renderer/glyph widgets
                                            parseltongue/format parseltongue/value parseltongue/interpreter)
# Floor 9
hallows_module(9 parseltongue/tools    SEES ui-sched/app ui-sched/runtime ui-sched ui-sched/host
                                            rt-kernel/types rt-kernel/rt rt-kernel/port
                                            rt-kernel/port/headless layout/text parseltongue/std
                                            renderer renderer/scene renderer/image renderer/prepare widgets
                                            renderer/vulkan renderer/cpu
                                            parseltongue/compiler parseltongue/format parseltongue/value
                                            parseltongue/interpreter parseltongue/ptlc
                                       USES cli11 json fmt)
