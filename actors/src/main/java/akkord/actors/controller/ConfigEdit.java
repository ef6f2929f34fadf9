package akkord.actors.controller;

import static akkord.actors.controller.Outcomes.refuse;

import akkord.protocol.config.ConfigKey;
import akkord.protocol.config.ConfigType;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.domain.ErrorCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies the operations of one {@link ConfigChange} to a map of settings. Values are checked by the caller.
 *
 * @param keys the schema
 * @param inEffect the text a list setting has without an entry of its own, which APPEND and SUBTRACT start from
 */
record ConfigEdit(Function<String, Optional<ConfigKey>> keys, Function<ConfigKey, @Nullable String> inEffect) {

    Map<String, String> apply(Map<String, String> present, ConfigChange change) {
        Set<String> repeated =
                Outcomes.repeated(change.ops().stream().map(ConfigOp::name).toList());
        if (!repeated.isEmpty())
            throw refuse(ErrorCode.INVALID_REQUEST, "settings are named more than once in one change: " + repeated);
        Map<String, String> settings = change.replaceAll() ? new HashMap<>() : new HashMap<>(present);
        change.ops().forEach(op -> apply(settings, op));
        return Map.copyOf(settings);
    }

    private void apply(Map<String, String> settings, ConfigOp op) {
        switch (op.kind()) {
            case SET -> settings.put(op.name(), value(op));
            case DELETE -> settings.remove(op.name());
            case APPEND -> edit(settings, op, true);
            case SUBTRACT -> edit(settings, op, false);
        }
    }

    private void edit(Map<String, String> settings, ConfigOp op, boolean add) {
        Optional<ConfigKey> key = keys.apply(op.name());
        if (key.isPresent() && key.get().type() != ConfigType.LIST)
            throw refuse(ErrorCode.INVALID_CONFIG, op.name() + " is not a list: it can be set or deleted only");
        String own = settings.get(op.name());
        String start = own != null || key.isEmpty() ? own : inEffect.apply(key.get());
        Set<String> items = items(start == null ? "" : start);
        if (add) items.addAll(items(value(op)));
        else items.removeAll(items(value(op)));
        settings.put(op.name(), String.join(",", items));
    }

    private static Set<String> items(String list) {
        Set<String> items = new LinkedHashSet<>();
        Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .forEach(items::add);
        return items;
    }

    private static String value(ConfigOp op) {
        String value = op.value();
        if (value == null) throw refuse(ErrorCode.INVALID_CONFIG, op.name() + " is given no value");
        return value;
    }
}
