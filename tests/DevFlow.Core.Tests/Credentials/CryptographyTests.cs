using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.Core.Credentials;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Credentials;

public sealed class CryptographyTests
{
    [Fact]
    public void Every_fitting_wycheproof_vector_of_aes_gcm_gives_the_expected_result()
    {
        string? path = RepositoryRoot.SharedData("data", "wycheproof", "aes_gcm_test.json");
        Assert.SkipWhen(path is null, "The Wycheproof vectors are not on this machine.");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        int valid = 0;
        int invalid = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            if (group.GetProperty("keySize").GetInt32() != 256 || group.GetProperty("ivSize").GetInt32() != 96 || group.GetProperty("tagSize").GetInt32() != 128)
            {
                continue;
            }

            foreach (JsonElement vector in group.GetProperty("tests").EnumerateArray())
            {
                byte[] Hex(string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
                byte[] plain = new byte[Hex("ct").Length];
                bool opened = Aead.TryOpen(Hex("key"), Hex("iv"), Hex("ct"), Hex("tag"), Hex("aad"), plain);
                bool expected = vector.GetProperty("result").GetString() != "invalid";
                Assert.Equal(expected, opened);
                if (!expected)
                {
                    invalid++;
                    Assert.All(plain, static value => Assert.Equal(0, value));
                    continue;
                }

                valid++;
                Assert.Equal(Hex("msg"), plain);
                byte[] cipher = new byte[plain.Length];
                byte[] tag = new byte[Aead.TagLength];
                Aead.Seal(Hex("key"), Hex("iv"), plain, Hex("aad"), cipher, tag);
                Assert.Equal(Hex("ct"), cipher);
                Assert.Equal(Hex("tag"), tag);
            }
        }

        Assert.Equal(66, valid + invalid);
        Assert.True(invalid > 0);
    }

    [Fact]
    public void Hkdf_gives_the_first_result_of_rfc_5869()
    {
        byte[] key = [.. Enumerable.Repeat((byte)0x0b, 22)];
        byte[] salt = Convert.FromHexString("000102030405060708090a0b0c");
        byte[] info = Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9");
        byte[] output = new byte[42];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, output, salt, info);
        Assert.Equal("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865", Convert.ToHexStringLower(output));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "my")]
    [InlineData("fo", "mzxq")]
    [InlineData("foo", "mzxw6")]
    [InlineData("foob", "mzxw6yq")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void Base32_gives_the_results_of_rfc_4648(string text, string expected) =>
        Assert.Equal(expected, Base32.Encode(Encoding.ASCII.GetBytes(text)));

    /// <summary>Written from the description of the format alone: BCL calls and offsets, none of the store's code.</summary>
    [Fact]
    public async Task A_file_can_be_opened_by_the_letter_of_the_format()
    {
        using TestStore test = new();
        byte[] file = await File.ReadAllBytesAsync(await test.SaveOneAsync(), TestContext.Current.CancellationToken);
        byte[] slotKey = Convert.FromBase64String((await File.ReadAllTextAsync(test.KeyPath, TestContext.Current.CancellationToken)).Trim());
        byte[] header = file[..59];
        byte[] hash = SHA256.HashData(header);
        byte[] storeId = header[6..22];
        byte[] Hkdf(byte[] key, int length, byte[] salt, params byte[][] info) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, key, length, salt, [.. info.SelectMany(static part => part)]);

        byte[] OpenKey(byte[] key, byte[] box, byte[] bound)
        {
            byte[] pair = Hkdf(key, 64, box[..32], "sealed-key"u8.ToArray(), SHA256.HashData(bound));
            Assert.Equal(pair[32..], box[32..64]);
            byte[] opened = new byte[64];
            using AesGcm gcm = new(pair[..32], 16);
            gcm.Decrypt(box[64..76], box[80..144], box[144..160], opened, bound);
            return opened[4..36];
        }

        string descriptor = await File.ReadAllTextAsync(Path.Combine(test.Home.Path, "credentials", "store.json"), TestContext.Current.CancellationToken);
        using JsonDocument document = JsonDocument.Parse(descriptor);
        JsonElement method = document.RootElement.GetProperty("methods")[0];
        byte[] rootKeyId = Convert.FromHexString(document.RootElement.GetProperty("rootKey").GetProperty("id").GetString()!);
        string bound = $$$"""{"id":"{{{method.GetProperty("id")}}}","kind":"KeyFile","addedUtcMs":{{{method.GetProperty("addedUtcMs")}}},"parameters":{}}""";
        byte[] rootKey = OpenKey(slotKey, method.GetProperty("rootKey").GetBytesFromBase64(), [.. storeId, .. rootKeyId, .. Encoding.UTF8.GetBytes(bound)]);
        byte[] index = Hkdf(rootKey, 32, storeId, "devflow/cred/v1/index"u8.ToArray());
        byte[] indexKey = OpenKey(index, document.RootElement.GetProperty("rootKey").GetProperty("indexKey").GetBytesFromBase64(), storeId);
        byte[] headerKey = Hkdf(rootKey, 32, storeId, "devflow/cred/v1/header"u8.ToArray());
        string mac = document.RootElement.GetProperty("mac").GetString()!;
        string unsigned = descriptor.Replace($",\n  \"mac\": \"{mac}\"", "", StringComparison.Ordinal);
        Assert.Equal(mac, Convert.ToHexStringLower(HMACSHA256.HashData(headerKey, Encoding.UTF8.GetBytes(unsigned))));

        byte[] wrap = Hkdf(rootKey, 32, storeId, "devflow/cred/v1/wrap"u8.ToArray());
        byte[] wrapKey = Hkdf(wrap, 32, file[75..107], "wrap"u8.ToArray(), hash);
        byte[] dataKey = new byte[32];
        using (AesGcm gcm = new(wrapKey, 16))
        {
            gcm.Decrypt(file[107..119], file[119..151], file[151..167], dataKey, file[..107]);
        }

        int metaLength = BitConverter.ToInt32(file, 167 + 76);
        byte[] part = file[(167 + 80 + metaLength + 16)..];
        byte[] derived = Hkdf(dataKey, 64, part[..32], "payload/secret"u8.ToArray(), hash);
        Assert.Equal(derived[32..], part[32..64]);
        byte[] padded = new byte[part.Length - 96];
        using (AesGcm gcm = new(derived[..32], 16))
        {
            gcm.Decrypt(part[64..76], part[80..^16], part[^16..], padded, header);
        }

        Assert.Equal("correct horse battery staple", Encoding.UTF8.GetString(padded, 4, BitConverter.ToInt32(padded)));

        byte[] nameKey = Hkdf(indexKey, 32, storeId, "devflow/cred/v1/name"u8.ToArray());
        Assert.Equal(HMACSHA256.HashData(nameKey, "github"u8)[..16], header[22..38]);
    }
}
