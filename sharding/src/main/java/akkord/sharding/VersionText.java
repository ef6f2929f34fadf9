package akkord.sharding;

import akkord.sharding.node.Version;
import picocli.CommandLine.IVersionProvider;

/** {@code akkord --version}. */
public final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"akkord " + Version.TEXT};
    }
}
