package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import grpc.reflection.v1alpha.reflection.ReflectionProto;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a client does that knows nothing of the door but its address, such as grpcurl: everything by reflection. */
class ReflectionTest extends DoorCalls {

    private static final String METHOD = "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
    private static final Descriptor REQUEST =
            ReflectionProto.javaDescriptor().findMessageTypeByName("ServerReflectionRequest");
    private static final Descriptor RESPONSE =
            ReflectionProto.javaDescriptor().findMessageTypeByName("ServerReflectionResponse");

    private static DynamicMessage question(String field, String text) {
        return DynamicMessage.newBuilder(REQUEST)
                .setField(REQUEST.findFieldByName(field), text)
                .build();
    }

    private static DynamicMessage ask(String field, String text) {
        return door.stream(METHOD, question(field, text), DynamicMessage.getDefaultInstance(RESPONSE))
                .send(question(field, text))
                .halfClose()
                .only();
    }

    private static Object part(DynamicMessage message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static List<String> services() {
        List<?> services =
                (List<?>) part((DynamicMessage) part(ask("list_services", "*"), "list_services_response"), "service");
        return services.stream()
                .map(service -> part((DynamicMessage) service, "name").toString())
                .toList();
    }

    /** The files that answer, in the order of what they import: each stands behind what it needs. */
    private static Map<String, FileDescriptor> files(String field, String text)
            throws InvalidProtocolBufferException, DescriptorValidationException {
        DynamicMessage answer = (DynamicMessage) part(ask(field, text), "file_descriptor_response");
        Map<String, FileDescriptor> files = new LinkedHashMap<>();
        for (Object bytes : (List<?>) part(answer, "file_descriptor_proto"))
            add(FileDescriptorProto.parseFrom((ByteString) bytes), files);
        return files;
    }

    /** What is imported and did not come along is asked for by name. */
    private static void add(FileDescriptorProto proto, Map<String, FileDescriptor> files)
            throws InvalidProtocolBufferException, DescriptorValidationException {
        List<FileDescriptor> imports = new ArrayList<>();
        for (String name : proto.getDependencyList()) {
            if (!files.containsKey(name)) files.putAll(files("file_by_filename", name));
            imports.add(files.get(name));
        }
        files.put(proto.getName(), FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new)));
    }

    private static MethodDescriptor method(String service, String name)
            throws InvalidProtocolBufferException, DescriptorValidationException {
        return files("file_containing_symbol", service).values().stream()
                .map(file -> file.findServiceByName(service.substring(service.lastIndexOf('.') + 1)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .findMethodByName(name);
    }

    @Test
    void everyServiceIsListed() {
        assertThat(services())
                .contains(
                        "akkord.v1.Producer",
                        "akkord.v1.Fetch",
                        "akkord.v1.Topics",
                        "akkord.v1.Consumer",
                        "akkord.v1.Groups",
                        "akkord.v1.Cluster",
                        "grpc.health.v1.Health");
    }

    @Test
    void aMethodCanBeCalledWithWhatReflectionTellsOfIt() throws Exception {
        MethodDescriptor produce = method("akkord.v1.Producer", "Produce");
        Descriptor request = produce.getInputType();
        FieldDescriptor records = request.findFieldByName("records");
        Descriptor record = records.getMessageType();
        DynamicMessage hello = DynamicMessage.newBuilder(record)
                .setField(record.findFieldByName("value"), ByteString.copyFromUtf8("hello"))
                .build();
        DynamicMessage greeting = DynamicMessage.newBuilder(request)
                .setField(request.findFieldByName("topic"), "greetings")
                .addRepeatedField(records, hello)
                .build();
        DynamicMessage answer = door.call(
                "akkord.v1.Producer/Produce", greeting, DynamicMessage.getDefaultInstance(produce.getOutputType()));
        assertThat((List<?>) part(answer, "positions")).hasSize(1);
        assertThat(fetch(from("greetings", 0, earliest()))
                        .getPartitions(0)
                        .getRecords(0)
                        .getValue()
                        .toStringUtf8())
                .isEqualTo("hello");
    }

    /** Newer clients ask the reflection service's version 1 first and go back to v1alpha only after this answer. */
    @Test
    void theVersionOfReflectionThatIsMissingIsUnimplemented() {
        Status status = door.refusal(
                METHOD.replace("v1alpha", "v1"),
                question("list_services", "*"),
                DynamicMessage.getDefaultInstance(RESPONSE));
        assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void theFetchOfTheDocumentationIsDescribedToo() throws Exception {
        MethodDescriptor fetch = method("akkord.v1.Fetch", "FetchStream");
        assertThat(fetch.isServerStreaming()).isTrue();
        assertThat(fetch.getInputType().findFieldByName("until_end")).isNotNull();
    }
}
