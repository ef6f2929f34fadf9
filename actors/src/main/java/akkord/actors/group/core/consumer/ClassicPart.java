package akkord.actors.group.core.consumer;

import akkord.protocol.group.GroupRequest.MemberProtocol;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a member has that goes on by the classic protocol in a group of the consumer protocol.
 *
 * @param protocols as it joined with them last, the one it likes best first; at least one
 */
public record ClassicPart(int sessionTimeoutMillis, List<MemberProtocol> protocols) {

    public ClassicPart {
        protocols = List.copyOf(protocols);
    }

    /** What its requests call the protocol. */
    public String protocol() {
        return protocols.get(0).name();
    }

    public Set<String> names() {
        return protocols.stream().map(MemberProtocol::name).collect(Collectors.toSet());
    }
}
