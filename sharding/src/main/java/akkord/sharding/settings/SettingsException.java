package akkord.sharding.settings;

import java.util.List;

/** The configuration cannot be used. The message has one sentence a line, each naming key and origin. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }

    public SettingsException(String message, Throwable cause) {
        super(message, cause);
    }

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
