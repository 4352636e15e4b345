(* The points with psi'_i = 0 >= psi_i for some coordinate i are a null set of R^n: they lie in finitely many
   hyperplanes w_i = m, m a midpoint. Null: for every e > 0 countably many boxes of total volume at most e
   cover the set. Any epsilon > 0, both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sums definition_2 arrival.
Open Scope R_scope.

Fixpoint volume n (s : nat -> R) : R := match n with O => 1 | S m => volume m s * s m end.
Definition null n (A : (nat -> R) -> Prop) : Prop := forall e, 0 < e -> exists lo hi : nat -> nat -> R,
  (forall k i, (i < n)%nat -> lo k i <= hi k i) /\
  (forall x, A x -> exists k, forall i, (i < n)%nat -> lo k i <= x i <= hi k i) /\
  forall K, sum K (fun k => volume n (fun i => hi k i - lo k i)) <= e.

Lemma volume_pos n s : (forall i, (i < n)%nat -> 0 <= s i) -> 0 <= volume n s.
Proof. induction n as [|n IH]; intros H; simpl; [lra|]. apply Rmult_le_pos; [apply IH; intros; apply H; lia | apply H; lia]. Qed.
Lemma volume_ext n s t : (forall i, (i < n)%nat -> s i = t i) -> volume n s = volume n t.
Proof. induction n as [|n IH]; intros H; simpl; [reflexivity|]. rewrite IH, H by (intros; try apply H; lia). reflexivity. Qed.
Definition with_ i (c : R) (s : nat -> R) j := if Nat.eq_dec j i then c else s j.
Lemma volume_with n i c s : (i < n)%nat -> volume n (with_ i c s) = c * volume n (with_ i 1 s).
Proof.
  induction n as [|n IH]; intros H; [lia|]. simpl. destruct (Nat.eq_dec i n) as [->|N].
  - rewrite (volume_ext n (with_ n c s) (with_ n 1 s)).
    + unfold with_ at 2 4. destruct Nat.eq_dec; [ring | contradiction].
    + intros j Hj. unfold with_. destruct Nat.eq_dec; [lia | reflexivity].
  - rewrite IH by lia. unfold with_ at 2 4. destruct Nat.eq_dec; [lia|]. ring.
Qed.
Lemma geometric e K : sum K (fun k => e * (/ 2) ^ S k) = e * (1 - (/ 2) ^ K).
Proof. induction K as [|K IH]; cbn [sum]; [simpl; ring|]. rewrite IH. simpl. field. Qed.

Lemma null_more n (A B : (nat -> R) -> Prop) : (forall x, A x -> B x) -> null n B -> null n A.
Proof.
  intros H N e He. destruct (N e He) as (lo & hi & O & C & V). exists lo, hi. split; [exact O|split; [|exact V]].
  intros x Ax. apply C, H, Ax.
Qed.

(* finitely many hyperplanes: box t is about the hyperplane t mod P, within the cube of size t *)
Lemma hyperplanes n P (coordinate : nat -> nat) (value : nat -> R) : (0 < P)%nat ->
  (forall h, (h < P)%nat -> (coordinate h < n)%nat) -> null n (fun x => exists h, (h < P)%nat /\ x (coordinate h) = value h).
Proof.
  intros HP Hc e He. set (i t := coordinate (t mod P)). set (m t := value (t mod P)).
  set (cube := fun (t j : nat) => 2 * INR t). set (V t := volume n (with_ (i t) 1 (cube t))).
  assert (In : forall t, (i t < n)%nat) by (intros t; apply Hc, Nat.mod_upper_bound; lia).
  assert (C0 : forall t j, 0 <= cube t j) by (intros t j; unfold cube; assert (Q := pos_INR t); lra).
  assert (V0 : forall t, 0 <= V t).
  { intros t. apply volume_pos. intros j _. unfold with_. destruct Nat.eq_dec; [lra | apply C0]. }
  set (s t := e * (/ 2) ^ S t / (2 * (V t + 1))).
  assert (H0 : forall t, 0 < (/ 2) ^ t) by (intros t; apply pow_lt; lra).
  assert (S0 : forall t, 0 < s t).
  { intros t. specialize (V0 t). apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [exact He | apply H0] | lra]. }
  exists (fun t j => if Nat.eq_dec j (i t) then m t - s t else - INR t),
    (fun t j => if Nat.eq_dec j (i t) then m t + s t else INR t). split; [|split].
  - intros t j _. specialize (S0 t). assert (Q := pos_INR t). destruct Nat.eq_dec; lra.
  - intros x (h & Hh & E). destruct (within_exists n x) as (B & B0 & HB).
    assert (Big : exists N, B <= INR N).
    { exists (Z.to_nat (up B)). destruct (archimed B) as [A _]. rewrite INR_IZR_INZ, Z2Nat.id by (apply le_IZR; lra). lra. }
    destruct Big as [N HN]. exists (h + N * P)%nat.
    assert (Mod : ((h + N * P) mod P)%nat = h) by (rewrite Nat.mod_add, Nat.mod_small by lia; reflexivity).
    assert (T : B <= INR (h + N * P)) by (eapply Rle_trans; [exact HN|]; apply le_INR; nia).
    intros j Hj. unfold i, m. rewrite Mod. specialize (S0 (h + N * P)%nat). destruct Nat.eq_dec as [->|Ne]; [lra|].
    specialize (HB j Hj). apply Rabs_le_between in HB. lra.
  - intros K. apply Rle_trans with (sum K (fun k => e * (/ 2) ^ S k)).
    2:{ rewrite geometric. assert (Q := H0 K). assert (0 <= e * (/ 2) ^ K) by (apply Rmult_le_pos; lra). lra. }
    apply sum_le. intros t _. rewrite (volume_ext n _ (with_ (i t) (2 * s t) (cube t))).
    + rewrite volume_with by apply In. fold (V t). specialize (V0 t). specialize (H0 (S t)). unfold s.
      replace (2 * (e * (/ 2) ^ S t / (2 * (V t + 1))) * V t) with (e * (/ 2) ^ S t * (V t / (V t + 1))) by (field; lra).
      rewrite <- (Rmult_1_r (e * (/ 2) ^ S t)) at 2. apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|].
      apply Rmult_le_reg_r with (V t + 1); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
    + intros j _. unfold with_, cube. destruct Nat.eq_dec; ring.
Qed.

(* psi' = 0 >= psi at midpoints only *)
Lemma flat_at_midpoints q eps kind x : increasing q -> (0 < length q)%nat -> 0 < eps -> slope x q kind = 0 ->
  remoteness x q eps kind <= 0 -> exists j, (S j < length q)%nat /\ x = mid q j.
Proof.
  intros Inc Len He Sl Ps. unfold slope in Sl. unfold remoteness in Ps. rewrite slope_is with (eps := eps) in Sl by exact He.
  rewrite psi_is in Ps by exact He. assert (R := reach_pos eps kind He).
  destruct (cell_spec q x Inc) as (L & C1 & C2). set (c := cell x q) in *.
  unfold slope_of, psi_of in *. unfold product_slope_in_cell, product_in_cell in *.
  destruct (Nat.eq_dec c 0) as [E|E]; [|destruct (Nat.eq_dec c (length q)) as [F|F]].
  - exfalso. specialize (C2 ltac:(lia)). rewrite E in C2. unfold lv in C2. destruct (Nat.eq_dec kind QUARTIC); lra.
  - exfalso. destruct c as [|i]; [contradiction|]. specialize (C1 i eq_refl). unfold lv in C1.
    replace (S i - 1)%nat with i in * by lia. destruct (Nat.eq_dec kind QUARTIC); [|lra].
    set (p := x - nth i q 0) in *. assert (p = 0) by lra. rewrite H in Ps. nra.
  - destruct c as [|i]; [contradiction|]. specialize (C1 i eq_refl). specialize (C2 ltac:(lia)). unfold lv in C1, C2.
    replace (S i - 1)%nat with i in * by lia. exists i. split; [lia|]. unfold mid, lv.
    set (a := nth i q 0) in *. set (b := nth (S i) q 0) in *. destruct (Nat.eq_dec kind QUARTIC); [|lra].
    set (p := (x - a) * (b - x)) in *. assert (P : p * (a + b - 2 * x) = 0) by lra.
    apply Rmult_integral in P. destruct P as [P|P]; [|lra]. rewrite P in Ps. nra.
Qed.

Theorem measure_zero n levels eps kind : (0 < n)%nat ->
  (forall i, (i < n)%nat -> increasing (levels i) /\ (0 < length (levels i))%nat) -> 0 < eps ->
  null n (fun w => exists i, (i < n)%nat /\ slope (w i) (levels i) kind = 0 /\ remoteness (w i) (levels i) eps kind <= 0).
Proof.
  intros N Hq He.
  assert (Long : exists L, (0 < L)%nat /\ forall i, (i < n)%nat -> (length (levels i) <= L)%nat).
  { clear N Hq. induction n as [|k (L & L0 & H)]; [exists 1%nat; split; [lia | intros; lia]|].
    exists (L + length (levels k))%nat. split; [lia|]. intros i Hi. destruct (Nat.eq_dec i k) as [->|Ne]; [lia|].
    specialize (H i ltac:(lia)). lia. }
  destruct Long as (L & L0 & HL).
  apply null_more with (2 := hyperplanes n (n * L) (fun h => h / L)%nat (fun h => mid (levels (h / L)%nat) (h mod L))
    ltac:(nia) ltac:(intros h Hh; apply Nat.div_lt_upper_bound; lia)).
  intros w (i & Hi & Sl & Ps). destruct (Hq i Hi) as [Inc Len].
  destruct (flat_at_midpoints (levels i) eps kind (w i) Inc Len He Sl Ps) as (j & Hj & E). specialize (HL i Hi).
  exists (j + i * L)%nat. rewrite Nat.div_add, Nat.mod_add, Nat.div_small, Nat.mod_small by lia. split; [nia | exact E].
Qed.
